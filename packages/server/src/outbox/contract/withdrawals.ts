import { expect, it } from 'vitest';
import type { Outbox } from '../outbox.js';
import { withdrawalMemoryMs } from '../withdrawals.js';
import type { Fixture } from './fixture.js';
import type { ContractSetup } from './setup.js';

export function describeWithdrawals(fixture: Fixture, { reopen, share, realTime }: ContractSetup): void {
  it('knows the last withdrawal of a visitor', async () => {
    const { outbox, now } = fixture;
    const { withdrawals } = outbox;
    await outbox.ready();
    expect([withdrawals.size(), withdrawals.list(), withdrawals.find('a')]).toEqual([0, [], undefined]);
    await withdrawals.add([
      { visitor: 'a', at: now() - 5_000 },
      { visitor: 'b', at: now() - 4_000 },
    ]);
    const at = now() - 1_000;
    await withdrawals.add([{ visitor: 'a', at }]);
    expect([withdrawals.size(), withdrawals.find('a'), withdrawals.find('c')]).toEqual([2, at, undefined]);
    expect(withdrawals.list()).toEqual(expect.arrayContaining([{ visitor: 'a', at }]));
    expect(withdrawals.list()).toHaveLength(2);
  });

  it.skipIf(realTime)('knows a withdrawal for seven days', async () => {
    const { withdrawals } = fixture.outbox;
    await withdrawals.add([{ visitor: 'old', at: fixture.now() }]);
    await fixture.pass(withdrawalMemoryMs - 1);
    expect(withdrawals.find('old')).toBeDefined();
    await fixture.pass(1);
    await withdrawals.add([{ visitor: 'new', at: fixture.now() }]);
    expect(withdrawals.find('old')).toBeUndefined();
    expect(withdrawals.list().map(({ visitor }) => visitor)).toEqual(['new']);
  });

  it.runIf(share)('tells others on the store of a withdrawal', async () => {
    const { outbox, now } = fixture;
    const shared = (await share?.(now)) as Outbox;
    try {
      await shared.ready();
      const at = now();
      await outbox.withdrawals.add([{ visitor: 'a', at }]);
      await expect.poll(() => shared.withdrawals.find('a')).toBe(at);
    } finally {
      await shared.close();
    }
  });

  it.runIf(reopen)('knows a withdrawal when it is opened again', async () => {
    const { outbox, now } = fixture;
    const at = now();
    await outbox.withdrawals.add([{ visitor: 'a', at }]);
    await outbox.close();
    const again = (await reopen?.(now)) as Outbox;
    try {
      await again.ready();
      expect([again.withdrawals.find('a'), again.withdrawals.size()]).toEqual([at, 1]);
    } finally {
      await again.close();
    }
  });
}
