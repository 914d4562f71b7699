import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createKnownWithdrawals } from './known-withdrawals.js';
import { openStore } from './lmdb/store.js';
import { createLmdbWithdrawals } from './lmdb/withdrawals.js';
import { toWithdrawnVisitor, type Withdrawals } from './withdrawals.js';

const maxCount = 20;

async function openLmdb(): Promise<Withdrawals> {
  const path = await mkdtemp(join(tmpdir(), 'twinbeam-'));
  const store = openStore({ path, sentMemory: { ms: 1, count: 1 }, now: Date.now, logger: undefined });
  onTestFinished(async () => {
    await store.close();
    await rm(path, { recursive: true });
  });
  return createLmdbWithdrawals(store, maxCount);
}

const openMemory = async (): Promise<Withdrawals> => {
  const same = (time: number): number => time;
  return createKnownWithdrawals({ fromSystem: same, toSystem: same, now: Date.now }, maxCount);
};

it.each([
  ['memory', openMemory],
  ['lmdb', openLmdb],
])('withdrawals in %s are bounded, and the last one is known', async (_name, open) => {
  const withdrawals = await open();
  const now = Date.now();
  for (let index = 0; index < 100; index++) {
    await withdrawals.add([{ visitor: toWithdrawnVisitor(`fb.1.2.${index}`), at: now + index }]);
  }
  expect(withdrawals.size()).toBeLessThanOrEqual(maxCount * 1.1);
  expect(withdrawals.size()).toBeGreaterThan(maxCount / 2);
  expect(withdrawals.find(toWithdrawnVisitor('fb.1.2.99'))).toBe(now + 99);
});

it('a visitor is the same with the appendix of a browser id, and another one with another id', () => {
  const visitor = toWithdrawnVisitor('fb.1.1700000000000.42');
  expect(visitor).toMatch(/^[0-9a-f]{32}$/);
  expect(toWithdrawnVisitor('fb.1.1700000000000.42.AQ')).toBe(visitor);
  expect(toWithdrawnVisitor('fb.1.1700000000000.43')).not.toBe(visitor);
});
