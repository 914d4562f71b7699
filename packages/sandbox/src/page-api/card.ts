import type { Verdict } from '../analysis/explain-group.js';
import type { Difference } from '../events/compare-legs.js';
import type { ReceivedEvent, Source } from '../events/received-event.js';
import type { RefusedRequest } from '../events/refused-request.js';
import type { Fault } from '../faults/fault.js';
import type { Fields } from '../graph/fields.js';

/** An event as the page shows it, with the data that were sent to Graph. */
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
  /** The first ten events of each leg. */
  legs: Record<Source, CardEvent[]>;
  /** The number of events of each leg. */
  counts: Record<Source, number>;
  verdict: Verdict;
  differences: Difference[];
  /** Time from the browser's event to the server's, in milliseconds. */
  delayMs?: number;
}

/** A refused request. */
export interface RefusedCard {
  kind: 'refused';
  id: number;
  request: RefusedRequest;
}

export type Card = EventCard | RefusedCard;

/** The state that the page shows in addition to cards and figures. */
export interface PageState {
  version: number;
  /** The access token with which the page sends events. */
  pageToken: string;
  /** The maximum number of kept events. */
  limit: number;
  forgotten: number;
  faults: Fault[];
}

/** The ids of the cards that a filter selects, newest first. */
export interface TimelineIds {
  ids: number[];
  /** The number of cards without a filter. */
  total: number;
}
