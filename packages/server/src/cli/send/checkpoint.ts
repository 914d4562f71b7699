import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createFolder, giveToOwner } from '../../outbox/lmdb/folder-mode.js';
import { findOutboxFolder } from '../../outbox/open-outbox.js';
import { CommandError } from '../command-error.js';
import { exitCodes } from '../exit-codes.js';
import type { CountedProblem } from './problem-table.js';

/** The progress of sending a file, written after each chunk so that the next run continues there. */
export interface Checkpoint {
  /** Absolute path of the file. */
  file: string;
  fingerprint: string;
  /** Number of rows that are in the outbox or cannot be sent. */
  row: number;
  /** Whether that is every row. */
  isDone: boolean;
  counts: SendCounts;
  problems: CountedProblem[];
}

/** Number of rows by outcome. */
export interface SendCounts {
  accepted: number;
  /** Rows whose event the outbox already had. */
  duplicate: number;
  skipped: number;
  rejected: number;
}

export interface CheckpointFile {
  /** Returns the progress of an earlier run, or a new checkpoint. */
  read(): Checkpoint;
  /** Returns the progress of a file with the same path but other content, if there is none for this content. */
  readEarlier(): Checkpoint | undefined;
  write(checkpoint: Checkpoint): void;
}

const emptyCounts: SendCounts = { accepted: 0, duplicate: 0, skipped: 0, rejected: 0 };

/** Returns the folder for the checkpoints of an outbox: beside an outbox on disk, otherwise in the current folder. */
export const toCheckpointFolder = (connectionUrl: string): string =>
  `${findOutboxFolder(connectionUrl) ?? '.twinbeam'}.send`;

/**
 * Opens the checkpoint of a file. Of the file it stores only path, fingerprint and the counts and problems of its rows.
 */
export function openCheckpoint(
  folder: string,
  { path, fingerprint }: { path: string; fingerprint: string },
  restart: boolean,
): CheckpointFile {
  const file = resolve(path);
  const target = join(folder, `${fingerprint.slice(0, 32)}.json`);
  const written = `${target}.new`;
  const fresh: Checkpoint = { file, fingerprint, row: 0, isDone: false, counts: { ...emptyCounts }, problems: [] };
  return {
    read: () => (restart ? undefined : readCheckpoint(target)) ?? fresh,
    readEarlier: () =>
      restart || readCheckpoint(target)
        ? undefined
        : listCheckpoints(folder).find((other) => other.file === file && other.row > 0),
    write(checkpoint) {
      try {
        createFolder(folder);
        writeFileSync(written, JSON.stringify(checkpoint), { mode: 0o600 });
        giveToOwner(folder, [written]);
        renameSync(written, target);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        throw new CommandError(
          `${folder} cannot be written to (${code}): free space or fix its permissions, then run the command again.`,
          exitCodes.unavailable,
        );
      }
    },
  };
}

function readCheckpoint(path: string): Checkpoint | undefined {
  try {
    const { counts, problems = [], ...rest } = JSON.parse(readFileSync(path, 'utf8')) as Checkpoint;
    return Number.isSafeInteger(rest.row) ? { ...rest, counts: { ...emptyCounts, ...counts }, problems } : undefined;
  } catch {
    // There is no checkpoint, or a crash of the machine has truncated it. All rows are sent again, and the outbox
    // recognises those sent last.
    return undefined;
  }
}

function listCheckpoints(folder: string): Checkpoint[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
    return names.flatMap((name) => readCheckpoint(join(folder, name)) ?? []);
  } catch {
    return [];
  }
}
