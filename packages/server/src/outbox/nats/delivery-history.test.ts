import { describe, expect, it } from 'vitest';
import { createDeliveryHistory } from './delivery-history.js';

const deliver = (sequence: number, deliveries: number, publishedAt = 1) => ({
  ...{ data: new Uint8Array(), length: 0, reply: 'x', pending: 0, leaseMs: 1, leaseEndsAt: 0 },
  ...{ sequence, deliveries, publishedAt, isQuarantined: false },
});

describe('the history of deliveries', () => {
  it('counts as attempts the deliveries that were not given back untried', () => {
    const history = createDeliveryHistory();
    expect(history.attempts(deliver(1, 1))).toBe(0);
    history.notePostponed(deliver(1, 1), true);
    expect([history.attempts(deliver(1, 2)), history.firstTriedAt(deliver(1, 2))]).toEqual([0, undefined]);
    history.notePostponed(deliver(1, 2), false);
    expect([history.attempts(deliver(1, 3)), history.firstTriedAt(deliver(1, 3))]).toEqual([1, expect.any(Number)]);
    history.remove(deliver(1, 3));
    expect(history.firstTriedAt(deliver(1, 3))).toBeUndefined();
  });

  it('takes no message of a stream that was created again for one of the old', () => {
    const history = createDeliveryHistory();
    history.noteConfirmed(deliver(1, 1, 5));
    expect([history.isConfirmed(deliver(1, 2, 5)), history.isConfirmed(deliver(1, 1, 6))]).toEqual([true, false]);
  });

  it('remembers the newest alone', () => {
    const history = createDeliveryHistory();
    for (let sequence = 0; sequence <= 22_000; sequence++) history.noteConfirmed(deliver(sequence, 1));
    expect([0, 2_001, 22_000].map((sequence) => history.isConfirmed(deliver(sequence, 2)))).toEqual([
      false,
      true,
      true,
    ]);
  });
});
