import { describe, expect, it } from 'vitest';
import { createBatchParts } from './batch-parts.js';

const toEvent = (id: number) => ({
  id: String(id),
  pixelId: '1',
  name: 'Lead',
  eventId: String(id),
  expiresAt: 1,
  json: '{}',
  storedAt: 1,
  attempts: 0,
});
const events = Array.from({ length: 8 }, (_, index) => toEvent(index));

describe('the parts of a batch', () => {
  it('are the smallest and the largest in turn, as long as parts are refused', () => {
    const parts = createBatchParts(events);
    const lengths: number[] = [];
    for (let refusals = 0; refusals < 5; refusals++) {
      const part = parts.next() ?? [];
      lengths.push(part.length);
      parts.split(part);
    }
    expect(lengths).toEqual([8, 4, 4, 2, 2]);
  });

  it('lose what was sent, what is no longer leased, and what was refused alone', () => {
    const parts = createBatchParts(events);
    parts.split(parts.next() ?? []);
    const [left, right] = [events.slice(0, 4), events.slice(4)];
    const first = parts.next() ?? [];
    expect(first).toEqual(left);
    parts.replace(first, first.slice(0, 1));
    expect(parts.unsent().map(({ id }) => id)).toEqual(['4', '5', '6', '7', '0']);
    parts.split(parts.next() ?? []);
    expect(parts.unsent()).toEqual(right);
    parts.remove(parts.next() ?? []);
    expect(parts.next()).toBeUndefined();
  });
});
