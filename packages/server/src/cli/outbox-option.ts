import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
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
      parseOutboxLine,
    )
    .action(async (...args: unknown[]) => {
      // Not as the option's default: help would show its password.
      const line = command.opts<{ outbox?: string }>().outbox ?? defaultOutboxLine();
      await withOutbox(line, (outbox) => run(outbox, ...(args.slice(0, -1) as Args)));
    });
}

function defaultOutboxLine(): string {
  const line = process.env.TWINBEAM_OUTBOX || 'lmdb:./.twinbeam';
  if (isShared(line)) return line;
  throw new OutboxError('unavailable', `TWINBEAM_OUTBOX names no outbox that processes share. ${rule}`);
}

const rule = "It must be 'lmdb:PATH' or 'nats://HOST:PORT', as the server was given it.";
const isShared = (line: string): boolean => isOutboxLine(line) && line !== 'memory:';

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

/** A line that names an outbox which processes share. */
export function parseOutboxLine(line: string): string {
  if (!isShared(line)) throw new InvalidArgumentError(rule);
  return line;
}
