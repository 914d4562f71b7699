import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { isOutboxUrl, openOutbox } from '../outbox/open-outbox.js';
import { type Outbox, OutboxError } from '../outbox/outbox.js';

/** Adds the option that names the outbox, and runs the command with it. */
export function onOutbox<Args extends unknown[]>(
  command: Command,
  run: (outbox: Outbox, ...args: Args) => Promise<void>,
): Command {
  return command
    .option(
      '--outbox <url>',
      "which outbox: 'lmdb:PATH' or 'nats://HOST:PORT'; one with a password is better named by TWINBEAM_OUTBOX",
    )
    .action(async (...args: unknown[]) => {
      // Not as the option's default: help would show its password.
      const url = checkOutboxUrl(command.opts<{ outbox?: string }>().outbox ?? readDefaultUrl());
      await withOutbox(url, (outbox) => run(outbox, ...(args.slice(0, -1) as Args)));
    });
}

const readDefaultUrl = (): string => process.env.TWINBEAM_OUTBOX || 'lmdb:./.twinbeam';

/** Opens an outbox that exists, runs something with it, and closes it. */
export async function withOutbox<Result>(url: string, run: (outbox: Outbox) => Promise<Result>): Promise<Result> {
  if (url.startsWith('lmdb:') && !existsSync(join(url.slice('lmdb:'.length), 'data.mdb'))) {
    throw new OutboxError(
      'unavailable',
      `There is no outbox at ${url}: name the folder that the server was given, by --outbox or TWINBEAM_OUTBOX.`,
    );
  }
  const outbox = openOutbox(url);
  try {
    await outbox.ready();
    return await run(outbox);
  } finally {
    await outbox.close();
  }
}

/**
 * Returns the URL of an outbox that processes share; throws for any other. Not as a check of commander's, which shows
 * what it does not accept, passwords included.
 */
export function checkOutboxUrl(url: string): string {
  if (isOutboxUrl(url) && url !== 'memory:') return url;
  throw new OutboxError(
    'unusable',
    "The outbox must be 'lmdb:PATH' or 'nats://HOST:PORT', as the server was given it, by --outbox or TWINBEAM_OUTBOX; in a password all signs but letters and digits are percent-encoded.",
  );
}
