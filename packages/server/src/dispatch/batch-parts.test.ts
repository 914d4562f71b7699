import { describe, expect, it } from 'vitest';
import { toIds } from '../outbox/to-ids.js';
import { createBatchParts } from './batch-parts.js';

const toEvent = (id: number) => ({
  id: String(id),
  pixelId: '1',
  name: 'Lead',
  eventId: String(id),
  source: 'page' as const,
  expiresAt: 1,
  json: '{}',
  storedAt: 1,
  attempts: 0,
});
const events = Array.from({ length: 8 }, (_, index) => toEvent(index));

describe('the parts of a batch', () => {
  it('have one test code each, or none', () => {
    const codes = ['T1', undefined, 'T2', 'T1', undefined, 'T1', undefined, undefined];
    const parts = createBatchParts(events.map((event, index) => ({ ...event, testEventCode: codes[index] })));
    const taken: string[][] = [];
    for (let part = parts.next(); part; part = parts.next()) {
      taken.push(toIds(part));
      parts.remove();
    }
    expect(taken).toEqual([['1', '4', '6', '7'], ['0', '3', '5'], ['2']]);
  });

  it('are sent smallest and largest in turn, as long as parts are refused', () => {
    const parts = createBatchParts(events);
    const lengths: number[] = [];
    for (let refusals = 0; refusals < 5; refusals++) {
      const part = parts.next() ?? [];
      lengths.push(part.length);
      parts.split([]);
    }
    expect(lengths).toEqual([8, 4, 4, 2, 2]);
  });

  it('lose the events that Graph names; the rest stays whole once, and is halved when it is refused again', () => {
    const parts = createBatchParts(events);
    parts.next();
    expect(toIds(parts.split([1, 5, 99]))).toEqual(['1', '5']);
    expect(toIds(parts.next() ?? [])).toEqual(['0', '2', '3', '4', '6', '7']);
    expect(toIds(parts.split([0]))).toEqual(['0']);
    expect(parts.next()).toHaveLength(3);
    expect(toIds(parts.unsent())).toEqual(['2', '3', '4', '6', '7']);
  });

  it('are single events if most requests are refused', () => {
    const many = Array.from({ length: 256 }, (_, index) => toEvent(index));
    const parts = createBatchParts(many);
    let requests = 0;
    for (let part = parts.next(); part; part = parts.next()) {
      requests++;
      parts.split([]);
    }
    expect(requests).toBeLessThan(300);
  });

  it('lose events that were sent, are no longer leased, or were refused alone', () => {
    const parts = createBatchParts(events);
    parts.next();
    parts.split([]);
    const [left, right] = [events.slice(0, 4), events.slice(4)];
    expect(parts.next()).toEqual(left);
    parts.replace(left.slice(0, 1));
    expect(toIds(parts.unsent())).toEqual(['0', '4', '5', '6', '7']);
    expect(toIds(parts.split([]))).toEqual(['0']);
    expect(parts.unsent()).toEqual(right);
    parts.next();
    parts.remove();
    expect(parts.next()).toBeUndefined();
  });
});
