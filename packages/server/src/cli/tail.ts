import { type Command, InvalidArgumentError } from 'commander';
import type { InspectedEvent } from '../event-log/inspected-event.js';
import type { PauseChange } from '../inspector/pause-changes.js';
import { CommandError } from './command-error.js';
import { createCommand } from './create-command.js';
import { createEventLines, hasFailed, toEventLine, toPauseLine } from './event-lines.js';
import { exitCodes } from './exit-codes.js';
import { print, printError } from './output.js';
import { parseWebUrl } from './parse-web-url.js';
import { readServerEvents } from './read-server-events.js';
import { wait } from './wait.js';

interface TailCommandOptions {
  url: string;
  last: number;
  problems?: boolean;
  json?: boolean;
}

/** Creates `twinbeam tail`, which prints each event of a running server. */
export const createTailCommand = (): Command =>
  createCommand({
    name: 'tail',
    summary:
      'Prints each event of a running server as a line: both legs, problems, and Meta’s response; and each pause.',
    details:
      'Reads the stream of the inspector, with the token of TWINBEAM_INSPECTOR_TOKEN, which the server must have too. Reconnects when the server is restarted.',
    examples: [
      ['twinbeam tail --url https://shop.example/twin', 'Prints events as they come.'],
      ['twinbeam tail --last 100 --problems', 'Prints those of the last 100 that have problems, and continues.'],
      ['twinbeam tail --json | jq .name', 'Passes each state of each event to another program.'],
    ],
  })
    .option('--url <url>', 'the routes of the server, with its basePath', parseWebUrl, 'http://localhost:3000/twin')
    .option('--last <number>', 'number of earlier events to print first, up to 500', parseLast, 10)
    .option('--problems', 'prints only events that have problems or were not accepted')
    .option('--json', 'prints each state of each event as a line of JSON')
    .action(run);

async function run({ url, last, problems = false, json = false }: TailCommandOptions): Promise<void> {
  const token = process.env.TWINBEAM_INSPECTOR_TOKEN;
  if (!token) throw new CommandError('Set TWINBEAM_INSPECTOR_TOKEN, here and on the server.');
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  // When the reader, such as `head`, has closed the pipe, the command ends.
  process.stdout.once('error', () => stop.abort());
  const lines = createEventLines((event) => {
    if (!problems || event.problems.length > 0 || hasFailed(event)) print(toEventLine(event));
  });
  const receive = (name: string, data: string): void => {
    const value = JSON.parse(data) as unknown;
    if (name === 'hello') lines.restart((value as { dispatch: boolean }).dispatch);
    else if (name === 'missed') printError(`${(value as { count: number }).count} events came too fast to be shown.`);
    else if (name === 'pause') (json ? printError : print)(toPauseLine(value as PauseChange));
    else if (name === 'event' && json) print(JSON.stringify(value));
    else if (name === 'event') lines.add(value as InspectedEvent);
  };
  try {
    let count = last;
    let isFirst = true;
    for (let waitMs = 500; !stop.signal.aborted; waitMs = Math.min(10_000, waitMs * 2)) {
      const wasConnected = await follow(
        `${url.replace(/\/$/, '')}/inspect/events?last=${count}`,
        token,
        stop.signal,
        receive,
      );
      if (stop.signal.aborted) break;
      if (isFirst && !wasConnected)
        throw new CommandError(`${url} cannot be reached: is the server running there?`, exitCodes.unavailable);
      isFirst = false;
      // After a restart of the server, all of its events are new.
      count = 500;
      if (wasConnected) waitMs = 250;
      printError('The connection has ended; trying again.');
      await wait(waitMs, stop.signal);
    }
  } finally {
    lines.close();
  }
}

/**
 * Receives the stream until it ends. Returns whether a connection was made. Throws `CommandError` if the server refuses
 * it.
 */
async function follow(
  url: string,
  token: string,
  signal: AbortSignal,
  receive: (name: string, data: string) => void,
): Promise<boolean> {
  let isConnected = false;
  try {
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal });
    if (!response.ok || !response.body) throw new CommandError(toRefusal(response.status, url));
    isConnected = true;
    for await (const { name, data } of readServerEvents(response.body)) receive(name, data);
  } catch (error) {
    // A broken connection ends the stream.
    if (error instanceof CommandError) throw error;
  }
  return isConnected;
}

const refusals: Readonly<Record<number, string>> = {
  401: 'The server has another token: TWINBEAM_INSPECTOR_TOKEN must be the same here and there.',
  404: 'There is no inspector: set TWINBEAM_INSPECTOR_TOKEN on the server, and pass its basePath in --url, such as http://localhost:3000/twin.',
  429: 'Too many wrong tokens were sent from here: wait a minute.',
};

const toRefusal = (status: number, url: string): string =>
  refusals[status] ?? `${new URL(url).origin} responds with ${status}: see the log of the server.`;

function parseLast(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count > 500) throw new InvalidArgumentError('It must be a whole number from 0 to 500.');
  return count;
}
