import { parseJson } from '../../base/parse-json.js';
import { CommandError } from '../command-error.js';
import { readStandardInput, readTextFile } from '../read-file.js';

/** Reads messages: one or a list as JSON, or NDJSON. `-` is standard input. Throws `CommandError` if there are none. */
export async function readMessages(path: string): Promise<unknown[]> {
  const messages = parseMessages(path === '-' ? await readStandardInput() : readTextFile(path));
  if (messages.length > 0) return messages;
  const source = path === '-' ? 'Standard input' : path;
  throw new CommandError(
    `${source} contains no message: write JSON such as {"type":"track","event":"Lead","userId":"u1"}.`,
  );
}

function parseMessages(text: string): unknown[] {
  const whole = parseJson(text);
  if (whole !== undefined) return Array.isArray(whole) ? whole : [whole];
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, index) => {
    const message = parseJson(line);
    if (message === undefined) {
      throw new CommandError(
        `Line ${index + 1} is not JSON: write one message, a list of messages, or one message per line.`,
      );
    }
    return message;
  });
}
