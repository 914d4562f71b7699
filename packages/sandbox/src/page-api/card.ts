import type { Difference } from '../analysis/compare-legs.js';
import type { Verdict } from '../analysis/explain-group.js';
import type { ReceivedEvent, Source } from '../events/received-event.js';
import type { RefusedRequest } from '../events/refused-request.js';
import type { Fault } from '../faults/fault.js';
import type { Fields } from '../graph/fields.js';

/** An event as the page shows it, with what was sent to Graph. */
export interface CardEvent extends ReceivedEvent {
  raw?: Fields;
}

/** One event with its legs. */
export interface EventCard {
  kind: 'event';
  id: number;
  name: string;
  eventId?: string | undefined;
  pixelId: string;
  receivedAt: number;
  /** The first ten of each leg. */
  legs: Record<Source, CardEvent[]>;
  /** Number of all of each leg. */
  counts: Record<Source, number>;
  verdict: Verdict;
  differences: Difference[];
  /** Time from the browser's event to the server's, in milliseconds. */
  delayMs?: number;
}

/** A request that was refused. */
export interface RefusedCard {
  kind: 'refused';
  id: number;
  request: RefusedRequest;
}

export type Card = EventCard | RefusedCard;

/** State that the page shows besides cards and figures. */
export interface PageState {
  version: number;
  /** Access token that the page sends events with. */
  pageToken: string;
  /** Greatest number of events that are kept. */
  limit: number;
  forgotten: number;
  faults: Fault[];
}

/** Ids of the cards that a filter selects, newest first. */
export interface TimelineIds {
  ids: number[];
  /** Number of cards without a filter. */
  total: number;
}
