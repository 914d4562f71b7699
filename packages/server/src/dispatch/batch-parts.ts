import type { StoredEvent } from '../outbox/outbox.js';

/**
 * The parts of a batch that are not sent yet. `remove`, `replace` and `split` change the part that `next` last
 * returned.
 */
export interface BatchParts {
  /** Returns the part to send next; undefined if there is none left. */
  next(): StoredEvent[] | undefined;
  /** Removes the part after it was sent. */
  remove(): void;
  /** Replaces the events of the part with those that are still to be sent. */
  replace(events: StoredEvent[]): void;
  /**
   * Splits the part after Graph has refused it. The first time that Graph names invalid events, the rest stays one
   * part; otherwise it is halved. Returns the events known to be invalid: those at the indexes, or the only event of
   * the part.
   */
  split(invalidIndexes: readonly number[]): StoredEvent[];
  unsent(): StoredEvent[];
}

/** A part of at most `smallLength` events may be sent event by event once `minRefused` requests were refused. */
const smallLength = 16;
const minRefused = 10;

interface Part {
  events: StoredEvent[];
  /** Whether the part comes from a refused one, so that its own refusal halves it. */
  isRemainder: boolean;
}

/**
 * Creates the parts of a batch: at first one for each test code, because a request has at most one. The largest and the
 * smallest part take turns after each refusal, so that a valid event is found soon, whether the invalid ones are
 * adjacent or spread evenly. If most requests are refused, small parts are not halved but sent event by event, which
 * takes fewer requests.
 */
export function createBatchParts(events: StoredEvent[]): BatchParts {
  const parts: Part[] = [];
  let current: Part | undefined;
  let takesLargest = true;
  let sent = 0;
  let refused = 0;

  const add = (part: StoredEvent[], isRemainder = false): void => {
    if (part.length > 0) parts.push({ events: part, isRemainder });
  };
  const selectNext = (): Part | undefined =>
    parts.reduce<Part | undefined>((found, part) => {
      if (!found) return part;
      const difference = part.events.length - found.events.length;
      return (takesLargest ? difference > 0 : difference < 0) ? part : found;
    }, undefined);
  const removeCurrent = (): void => {
    if (current) parts.splice(parts.indexOf(current), 1);
    current = undefined;
  };
  const codes = new Set(events.map(({ testEventCode }) => testEventCode));
  for (const code of codes) add(events.filter(({ testEventCode }) => testEventCode === code));

  return {
    next() {
      current = selectNext();
      return current?.events;
    },
    remove() {
      removeCurrent();
      sent++;
    },
    replace(kept) {
      if (kept.length === 0) removeCurrent();
      else if (current) current.events = kept;
    },
    split(invalidIndexes) {
      const { events: part, isRemainder } = current ?? { events: [], isRemainder: false };
      removeCurrent();
      takesLargest = !takesLargest;
      refused++;
      const indexes = new Set(part.length === 1 ? [0] : invalidIndexes);
      const invalid = part.filter((_event, index) => indexes.has(index));
      const rest = part.filter((_event, index) => !indexes.has(index));
      if (invalid.length > 0 && !isRemainder) add(rest, true);
      else if (rest.length <= smallLength && refused >= minRefused && refused > 4 * sent) {
        for (const event of rest) add([event]);
      } else {
        const middle = Math.ceil(rest.length / 2);
        add(rest.slice(0, middle), true);
        add(rest.slice(middle), true);
      }
      return invalid;
    },
    unsent: () => parts.flatMap((part) => part.events),
  };
}
