import { hash } from 'node:crypto';
import { toFields } from '@twinbeam/shared';
import type { StoredEvent } from '../outbox/outbox.js';
import { parseJson } from '../parse-json.js';
import { createBackoff } from './backoff.js';

/**
 * Graph's latest responses to fresh events of server code. When it refuses those of many different visitors, the cause is
 * not a visitor, and a person must look.
 */
export interface ServerRefusals {
  noteAccepted(events: number): void;
  noteRefused(events: readonly StoredEvent[]): void;
  /** Returns how long to wait before the next batch, in milliseconds: longer each time, 0 while few are refused. */
  nextWaitMs(): number;
  /** Returns whether most of them are refused, of different visitors. */
  areMany(): boolean;
}

/** Number of the newest outcomes that count. */
const windowLength = 50;
/** Number of visitors from which on none of them can be the cause. */
const minVisitors = 10;
/** Share of the outcomes that these visitors must have. */
const minShare = 0.5;
/** Longest wait, in milliseconds. */
const maxWaitMs = 60_000;

export function createServerRefusals(random: () => number): ServerRefusals {
  const backoff = createBackoff(random);
  /** The newest outcomes: the visitor of an event that was refused; undefined for one that was accepted. */
  const outcomes: (string | undefined)[] = [];

  const add = (added: readonly (string | undefined)[]): void => {
    outcomes.push(...added.slice(-windowLength));
    outcomes.splice(0, outcomes.length - windowLength);
  };

  const areMany = (): boolean => {
    const { size } = new Set(outcomes.filter((outcome) => outcome !== undefined));
    return size >= minVisitors && size / outcomes.length >= minShare;
  };

  return {
    noteAccepted(events) {
      if (events === 0) return;
      backoff.reset();
      add(Array.from({ length: Math.min(events, windowLength) }, () => undefined));
    },
    noteRefused: (events) => add(events.map(toVisitor)),
    nextWaitMs: () => (areMany() ? Math.round(backoff.next(maxWaitMs)) : 0),
    areMany,
  };
}

/** Returns whether server code has made an event, and Graph has not refused it before. */
export const isFreshOfServer = ({ source, refusals }: StoredEvent): boolean => source === 'server' && !refusals;

/** Returns a text that no event of another visitor has. */
function toVisitor({ json }: StoredEvent): string {
  const { user_data } = toFields(parseJson(json));
  return hash('sha256', JSON.stringify(user_data) ?? '', 'hex');
}
