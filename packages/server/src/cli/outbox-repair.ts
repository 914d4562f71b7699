import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { copyRows, type SavedTable } from '../outbox/lmdb/copy-rows.js';
import { type Salvage, salvageStore, type TableReport } from '../outbox/lmdb/salvage.js';
import { toDataFile } from '../outbox/lmdb/store-files.js';
import { findOutboxFolder } from '../outbox/open-outbox.js';
import { OutboxError } from '../outbox/outbox.js';
import { CommandError } from './command-error.js';
import { readConnectionUrl } from './outbox-option.js';
import { fail, print } from './output.js';

const outboxOption = ['--outbox <url>', "the outbox: 'lmdb:PATH'; default: TWINBEAM_OUTBOX"] as const;

/** Creates the commands of `twinbeam outbox` for a damaged store on disk. */
export const createOutboxRepairCommands = (): Command[] => [
  new Command('check')
    .description(
      'Reads every row of a store on disk, and says what can be read. Exit code 1 when something is damaged.',
    )
    .option(...outboxOption)
    .action(check),
  new Command('repair')
    .description(
      'Saves what can be read in a new store, and keeps the old file beside it. First stop all processes that use the store.',
    )
    .option(...outboxOption)
    .action(repair),
];

/**
 * Creates the command that `check` and `repair` run in a separate process, because reading a damaged file may crash it.
 */
export const createCopyRowsCommand = (): Command =>
  new Command('copy-rows')
    .argument('<source>')
    .argument('<target>')
    .argument('<tables...>')
    .option('--reverse')
    .action((source: string, target: string, tables: SavedTable[], { reverse = false }: { reverse?: boolean }) =>
      copyRows({ source, target, tables, isReverse: reverse }, (report) => process.send?.(report)),
    );

async function check({ outbox }: { outbox?: string }): Promise<void> {
  const salvage = await openSalvage(outbox);
  await salvage.discard();
  printTables(salvage.tables);
  if (salvage.tables.every(isWhole)) print('The store is whole.');
  else fail('The store is damaged. twinbeam outbox repair saves what can be read in a new store.');
}

async function repair({ outbox }: { outbox?: string }): Promise<void> {
  const salvage = await openSalvage(outbox);
  const users = new Set(salvage.tables.flatMap((table) => table.users));
  if (users.size > 0) {
    await salvage.discard();
    fail(`Nothing was changed: stop the processes that use the store first (${[...users].join(', ')}).`);
    return;
  }
  printTables(salvage.tables);
  const kept = await salvage.replace();
  print(`Saved in a new store. The old one is kept as ${kept}: delete it when you no longer need it.`);
}

function openSalvage(outbox: string | undefined): Promise<Salvage> {
  const url = readConnectionUrl(outbox);
  const path = findOutboxFolder(url);
  if (path === undefined) throw new CommandError(`${url} is not a store on disk: name one with --outbox lmdb:PATH.`);
  if (!existsSync(toDataFile(path))) {
    throw new OutboxError('unusable', `There is no store on disk at ${url}: name it with --outbox or TWINBEAM_OUTBOX.`);
  }
  const [, program = ''] = process.argv;
  return salvageStore(path, program, ({ source, target, tables, isReverse }) => [
    'outbox',
    'copy-rows',
    source,
    target,
    ...tables,
    ...(isReverse ? ['--reverse'] : []),
  ]);
}

const labels: Record<SavedTable, string> = {
  meta: 'properties of the store',
  queue: 'pending events',
  quarantine: 'quarantined events',
  held: 'held orders',
  endedHolds: 'ends of held orders',
  deadLetters: 'dead letters',
  sent: 'ids of sent events',
  accepted: 'ids of accepted events of server code, and of purchases',
  pauses: 'pauses of pixels',
  withdrawals: 'withdrawals of consent',
};

const isWhole = ({ problem, damaged, saved, expected }: TableReport): boolean =>
  problem === undefined && damaged === 0 && saved >= expected;

function printTables(tables: readonly TableReport[]): void {
  for (const { table, expected, saved, damaged, problem } of tables) {
    const details = [damaged > 0 && `${damaged} cannot be decoded`, problem].filter(Boolean).join('; ');
    print(`${labels[table]}: ${saved} of ${Math.max(expected, saved)} can be read${details && ` (${details})`}`);
  }
}
