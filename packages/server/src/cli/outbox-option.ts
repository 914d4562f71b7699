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
      "which outbox: 'lmdb:PATH'",
      parseLine,
      process.env.TWINBEAM_OUTBOX || 'lmdb:./.twinbeam',
    )
    .action(async (...args: unknown[]) => {
      const { outbox: line } = command.opts<{ outbox: string }>();
      const file = join(line.slice('lmdb:'.length), 'data.mdb');
      if (!existsSync(file)) {
        throw new OutboxError(
          'unavailable',
          `There is no outbox at ${line}: name the folder that the server was given, by --outbox or TWINBEAM_OUTBOX.`,
        );
      }
      const outbox = openOutbox(line);
      try {
        await run(outbox, ...(args.slice(0, -1) as Args));
      } finally {
        await outbox.close();
      }
    });
}

function parseLine(line: string): string {
  if (!isOutboxLine(line) || line === 'memory:') {
    throw new InvalidArgumentError("It must be 'lmdb:PATH', the folder that the server was given.");
  }
  return line;
}
