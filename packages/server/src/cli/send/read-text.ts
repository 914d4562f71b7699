import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { CommandError } from '../command-error.js';
import { toReason } from '../read-file.js';

/** Bytes at the beginning of a file from which its format is detected. */
const headBytes = 64 * 1024;

/** Reads the beginning of a file. Throws `CommandError` if the file cannot be read. */
export async function readHead(path: string): Promise<Buffer> {
  await checkFile(path);
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new CommandError(`${path} cannot be read: ${toReason(error)}.`);
  }
}

/**
 * Throws for anything but a regular file. Opening a pipe without a writer would block, whatever signal arrives, and a
 * pipe with a writer can be read only once.
 */
async function checkFile(path: string): Promise<void> {
  const stats = await stat(path).catch(() => undefined);
  if (!stats || stats.isFile() || stats.isDirectory()) return;
  throw new CommandError(`${path} is a pipe or a device, but must be read twice: save it as a file first.`);
}

/** Detects the encoding of a file from the byte order mark that Excel writes; without one, UTF-8. */
export const detectEncoding = (head: Buffer): string =>
  head[0] === 0xff && head[1] === 0xfe ? 'utf-16le' : head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'utf-8';

/**
 * Creates a decoder that removes the byte order mark. Throws `CommandError` for an encoding that Node does not know.
 */
export function createDecoder(encoding: string, fatal: boolean): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal });
  } catch {
    throw new CommandError(`--encoding ${encoding} is unknown: name one such as utf-8, windows-1252 or utf-16le.`);
  }
}

/** Reads a file as chunks of text. Throws `CommandError` if the file is not in this encoding. */
export async function* readText(
  path: string,
  encoding: string,
  onBytes: (bytes: Buffer) => void = () => undefined,
): AsyncGenerator<string> {
  const decoder = createDecoder(encoding, true);
  const stream = createReadStream(path, { highWaterMark: 256 * 1024 });
  const decode = (bytes?: Buffer): string => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch {
      throw new CommandError(
        `${path} is not in ${encoding}: save it as UTF-8, or name its encoding, such as --encoding windows-1252.`,
      );
    }
  };
  for await (const bytes of stream as AsyncIterable<Buffer>) {
    onBytes(bytes);
    yield decode(bytes);
  }
  yield decode();
}
