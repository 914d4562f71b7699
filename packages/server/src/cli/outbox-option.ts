import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { isOutboxLine, openOutbox } from '../outbox/open-outbox.js';
import { type Outbox, OutboxError } from '../outbox/outbox.js';

/** Adds the option that names the outbox, and runs the command on it. */
export function onOutbox<Args extends unknown[]>(
  command: Command,
  run: (outbox: Outbox, ...args: Args) => Promise<void>,
): Command {
  return command
    .option(
      '--outbox <line>',
      "which outbox: 'lmdb:PATH' or 'nats://HOST:PORT'; one with a password is better named by TWINBEAM_OUTBOX",
    )
    .action(async (...args: unknown[]) => {
      // Not as the option's default: help would show its password.
      const line = checkOutboxLine(command.opts<{ outbox?: string }>().outbox ?? defaultLine());
      await withOutbox(line, (outbox) => run(outbox, ...(args.slice(0, -1) as Args)));
    });
}

const defaultLine = (): string => process.env.TWINBEAM_OUTBOX || 'lmdb:./.twinbeam';

/** Opens an outbox that is there, runs something on it, and closes it. */
export async function withOutbox<Result>(line: string, run: (outbox: Outbox) => Promise<Result>): Promise<Result> {
  if (line.startsWith('lmdb:') && !existsSync(join(line.slice('lmdb:'.length), 'data.mdb'))) {
    throw new OutboxError(
      'unavailable',
      `There is no outbox at ${line}: name the folder that the server was given, by --outbox or TWINBEAM_OUTBOX.`,
    );
  }
  const outbox = openOutbox(line);
  try {
    await outbox.ready?.();
    return await run(outbox);
  } finally {
    await outbox.close();
  }
}

/**
 * A line that names an outbox which processes share. Not as a check of commander's, which shows what it does not take,
 * passwords and all.
 */
export function checkOutboxLine(line: string): string {
  if (isOutboxLine(line) && line !== 'memory:') return line;
  throw new OutboxError(
    'unusable',
    "The outbox must be 'lmdb:PATH' or 'nats://HOST:PORT', as the server was given it, by --outbox or TWINBEAM_OUTBOX; in a password all signs but letters and digits are percent-encoded.",
  );
}
