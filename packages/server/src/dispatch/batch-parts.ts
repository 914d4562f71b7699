import type { StoredEvent } from '../outbox/outbox.js';

/** The parts of a batch that are not sent yet. The calls that change one change the part that `next` has returned last. */
export interface BatchParts {
  /** Returns the part that is sent next; undefined when none is left. */
  next(): StoredEvent[] | undefined;
  /** Removes the part: it was sent. */
  remove(): void;
  /** Replaces the events of the part by those of them that are to be sent. */
  replace(events: StoredEvent[]): void;
  /**
   * Replaces the part, which was refused, by what is left without the invalid events: whole after the first refusal that
   * names some, else in halves. Returns the events that are known to be invalid: those at the indexes, or a single one.
   */
  split(invalidIndexes: readonly number[]): StoredEvent[];
  unsent(): StoredEvent[];
}

/** A part that may be sent event by event, once so many requests were refused. */
const smallLength = 16;
const minRefused = 10;

interface Part {
  events: StoredEvent[];
  /** Whether it is what was left of a part of which Graph had named invalid events. */
  isRemainder: boolean;
}

/**
 * Creates the parts of a batch: at first one for each test code, as a request has one or none. The largest part and the
 * smallest take turns after each refusal, so that a valid event is found soon, whether the invalid ones stand together or
 * are spread evenly. Where most requests are refused, small parts are not halved but sent event by event, which takes
 * fewer requests.
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
