import { describe, expect, it } from 'vitest';
import { createEventRing } from './event-ring.js';
import type { InspectedEvent } from './inspected-event.js';

const accepted = { status: 'accepted' } as InspectedEvent;
const duplicate = { status: 'duplicate' } as InspectedEvent;

describe('the last events', () => {
  it('are at most as many as the limit, oldest first', () => {
    const ring = createEventRing(2);
    for (let at = 1; at <= 4; at++) ring.add(accepted, at);
    expect(ring.list()).toEqual([
      { id: 3, receivedAt: 3, status: 'accepted' },
      { id: 4, receivedAt: 4, status: 'accepted' },
    ]);
  });

  it('are found by their key until they are removed', () => {
    const ring = createEventRing(2);
    const a = ring.add(accepted, 1, 'a');
    ring.add(accepted, 2, 'b');
    expect([ring.find('a'), ring.find('c')]).toEqual([a, undefined]);
    const c = ring.add(accepted, 3, 'c');
    expect([ring.find('a'), ring.find('c')]).toEqual([undefined, c]);
  });

  it('are found by a shared key as the one accepted last', () => {
    const ring = createEventRing(3);
    const first = ring.add(accepted, 1, 'a');
    ring.add(duplicate, 2, 'a');
    expect(ring.find('a')).toBe(first);
    // The event was accepted earlier, or by another process.
    const unknown = ring.add(duplicate, 2, 'c');
    expect(ring.find('c')).toBe(unknown);
    const last = ring.add(accepted, 3, 'a');
    // The oldest event is removed; the key stays.
    ring.add(accepted, 4, 'b');
    expect(ring.find('a')).toBe(last);
  });
});
