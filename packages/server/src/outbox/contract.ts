import { beforeEach, describe } from 'vitest';
import { describeBounds } from './contract/bounds.js';
import { describeDeadLetters } from './contract/dead-letters.js';
import { createFixture } from './contract/fixture.js';
import { describeForget } from './contract/forget.js';
import { describeHeld } from './contract/held.js';
import { describeLanes } from './contract/lanes.js';
import { describePostpone } from './contract/postpone.js';
import { describePut } from './contract/put.js';
import { describeQueue } from './contract/queue.js';
import type { ContractSetup } from './contract/setup.js';
import { describePauses, describeState } from './contract/state.js';
import { describeLease, describeTake } from './contract/take.js';
import { describeTakeOrder } from './contract/take-order.js';
import { describeTakenOnce } from './contract/taken-once.js';
import { describeWaitForDue } from './contract/wait-for-due.js';
import { describeWithdrawals } from './contract/withdrawals.js';

export type { ContractBounds, ContractSetup } from './contract/setup.js';

/**
 * Declares the vitest tests that every engine of the outbox passes.
 *
 * @example
 * import { describeOutbox } from '@twinbeam/server/outbox-contract';
 * describeOutbox('redis', { create: () => createRedisOutbox({ prefix: randomUUID() }), realTime: true });
 */
export function describeOutbox(name: string, setup: ContractSetup): void {
  describe(`outbox: ${name}`, () => {
    const fixture = createFixture(setup);
    beforeEach(fixture.open);
    describePut(fixture);
    describeTakenOnce(fixture, setup);
    describeTake(fixture);
    describeTakeOrder(fixture, setup);
    describeLease(fixture);
    describePostpone(fixture);
    describeLanes(fixture, setup);
    describeQueue(fixture);
    describeDeadLetters(fixture);
    describeForget(fixture);
    describeHeld(fixture, setup);
    describeBounds(fixture, setup);
    describeWaitForDue(fixture);
    describePauses(fixture);
    describeWithdrawals(fixture, setup);
    describeState(fixture, setup);
  });
}
