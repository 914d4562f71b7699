import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { toDataFile } from '../outbox/lmdb/store-files.js';
import { defaultOutboxUrl, findOutboxFolder, isOutboxUrl, openOutbox, splitOutboxUrls } from '../outbox/open-outbox.js';
import { type Outbox, OutboxError } from '../outbox/outbox.js';
import { CommandError } from './command-error.js';
import { noteLogger, printError } from './output.js';

/** The forms of URLs of outboxes that several processes can use, for texts of the command line. */
export const sharedOutboxUrls = "'lmdb:PATH' or 'nats://HOST:PORT'";

/**
 * Adds the option `--outbox` to a command, and runs the command on that outbox.
 *
 * @param check throws if the arguments are invalid; runs before the outbox is opened
 */
export function withOutboxOption<Args extends unknown[]>(
  command: Command,
  run: (outbox: Outbox, ...args: Args) => Promise<void>,
  check: (...args: Args) => void = () => undefined,
): Command {
  return command
    .option('--outbox <url>', `the outbox: ${sharedOutboxUrls}; put a URL with a password into TWINBEAM_OUTBOX instead`)
    .action(async (...given: unknown[]) => {
      const args = given.slice(0, -1) as Args;
      // The URL of the environment is not the option's default, because help would print its password.
      const { outbox } = command.opts<{ outbox?: string }>();
      check(...args);
      await withOutbox(readConnectionUrl(outbox), (opened) => run(opened, ...args));
    });
}

/**
 * Returns the connection URL from the option or, without it, from the environment. If there are two, returns the first
 * and prints a notice. Throws like `checkConnectionUrl`.
 */
export function readConnectionUrl(outbox: string | undefined): string {
  const [first = '', second] = splitOutboxUrls(outbox ?? (process.env.TWINBEAM_OUTBOX || defaultOutboxUrl));
  const url = checkConnectionUrl(first);
  if (second !== undefined) {
    printError(
      'TWINBEAM_OUTBOX names two outboxes: this is the first. For events that the second has not handed over, add --outbox.',
    );
  }
  return url;
}

/** Opens an existing outbox, runs a function on it, and closes it. */
export async function withOutbox<Result>(
  connectionUrl: string,
  run: (outbox: Outbox) => Promise<Result>,
): Promise<Result> {
  const folder = findOutboxFolder(connectionUrl);
  if (folder !== undefined && !existsSync(toDataFile(folder))) {
    throw new OutboxError(
      'unavailable',
      `There is no outbox at ${connectionUrl}: name the folder that the server uses, with --outbox or TWINBEAM_OUTBOX.`,
    );
  }
  const outbox = openOutbox(connectionUrl, Date.now, noteLogger);
  try {
    await outbox.ready();
    return await run(outbox);
  } finally {
    await outbox.close();
  }
}

/**
 * Returns the connection URL of an outbox that several processes can use. Throws `CommandError` for any other text. It
 * is not an argument parser of commander's, because commander would print the text with its password.
 */
export function checkConnectionUrl(text: string): string {
  if (isOutboxUrl(text) && text !== 'memory:') return text;
  throw new CommandError(
    `The outbox must be ${sharedOutboxUrls}, the same as on the server, given with --outbox or TWINBEAM_OUTBOX; in a password, percent-encode all characters except letters and digits.`,
  );
}
