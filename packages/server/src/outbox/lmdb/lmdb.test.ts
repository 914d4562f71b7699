import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { describeOutbox } from '../contract.js';
import { createLmdbOutbox } from './lmdb.js';

let folder: string;
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twinbeam-'));
});
afterAll(() => rm(folder, { recursive: true }));

describeOutbox('lmdb', {
  create: (now) => createLmdbOutbox({ path: join(folder, String(++count)), now }),
  createBounded: (bounds, now) => createLmdbOutbox({ path: join(folder, String(++count)), ...bounds, now }),
  share: (now) => createLmdbOutbox({ path: join(folder, String(count)), now }),
  reopen: (now) => createLmdbOutbox({ path: join(folder, String(count)), now }),
});
