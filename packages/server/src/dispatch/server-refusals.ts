import { hash } from 'node:crypto';
import { toFields } from '@twinbeam/shared';
import { parseJson } from '../base/parse-json.js';
import type { StoredEvent } from '../outbox/outbox.js';
import { createBackoff } from './backoff.js';

/**
 * Graph's latest responses to fresh events of server code. If it refuses events of many different visitors, the cause
 * is not a single visitor, and a person must look at it.
 */
export interface ServerRefusals {
  noteAccepted(events: number): void;
  noteRefused(events: readonly StoredEvent[]): void;
  /**
   * Returns how long to wait before the next batch, in milliseconds: longer each time, or 0 while few events are
   * refused.
   */
  nextWaitMs(): number;
  /** Returns whether most of the events are refused, for different visitors. */
  areMany(): boolean;
}

/** Number of most recent outcomes that are considered. */
const windowLength = 50;
/** When so many different visitors are refused, none of them can be the cause. */
const minVisitors = 10;
/** Smallest ratio of these visitors to the outcomes. */
const minShare = 0.5;
/** Longest wait, in milliseconds. */
const maxWaitMs = 60_000;

export function createServerRefusals(random: () => number): ServerRefusals {
  const backoff = createBackoff(random);
  /** The most recent outcomes: the visitor of a refused event, or undefined for an accepted event. */
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

/** Returns whether an event comes from server code and Graph has not refused it before. */
export const isFreshOfServer = ({ source, refusals }: StoredEvent): boolean => source === 'server' && !refusals;

/** Returns a text that is the same for all events of a visitor and different for others. */
function toVisitor({ json }: StoredEvent): string {
  const { user_data } = toFields(parseJson(json));
  return hash('sha256', JSON.stringify(user_data) ?? '', 'hex');
}
