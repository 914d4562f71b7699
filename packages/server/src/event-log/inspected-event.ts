import type { Problem } from '@twinbeam/shared';
import type { MessageStatus } from '../monitoring/metric-series.js';
import type { EventSource } from '../outbox/outbox.js';
import type { EventTrace } from './event-trace.js';

/**
 * An event as the inspector shows it: a message mapped for one pixel, or a message that made no event. It contains no
 * access token and no personal data. `GET /twin/inspect/events` sends it as JSON.
 */
export interface InspectedEvent {
  /** Counts from 1 in each process. A later line with the same id replaces the earlier one. */
  id: number;
  /** When the message arrived, in milliseconds since 1970. */
  receivedAt: number;
  /** Sender of the message. */
  source: EventSource;
  /**
   * Name of the event in the message, such as `Order Completed`, or the type of a message without a name. Absent if it
   * could be personal.
   */
  event?: string;
  /** Absent if the message made no event. */
  pixelId?: string;
  /** Meta's name: `Purchase`. */
  name?: string;
  eventId?: string;
  /** Outcome of the message. */
  status: MessageStatus;
  /** Why the message was skipped or could not be stored. */
  reason?: string;
  problems: Problem[];
  /** Names of the match keys that the event has, such as `em`; never their values. */
  matchKeys: string[];
  legs: InspectedLegs;
  /** Graph's last response. */
  answer?: GraphAnswer;
  /** Set only for events of the traced visit. */
  trace?: EventTrace;
}

/** The two legs of an event, as far as the server knows. */
export interface InspectedLegs {
  /** Whether a page sent the event; its script then calls the Pixel with the same id. */
  browser: boolean;
  server: ServerLegState;
}

/**
 * State of the server leg: `none` (nothing is to be sent), `queued`, `held` until the order is paid, `sent`, `retry`
 * (Graph could not be reached, or the request is repeated), `quarantined` (refused, tried again alone), or `set-aside`.
 */
export type ServerLegState = 'none' | 'queued' | 'held' | 'sent' | 'retry' | 'quarantined' | 'set-aside';

/** Graph's response to the request of an event. */
export interface GraphAnswer {
  /** When the response arrived, in milliseconds since 1970. */
  at: number;
  isOk: boolean;
  /** A sentence for people: Graph's response, and what happens next. */
  text: string;
  /** HTTP status; 0 without a response. */
  status?: number;
  /** Meta's error code and subcode. */
  code?: number;
  subcode?: number;
  /** `fbtrace_id`, with which Meta's support finds the request. */
  traceId?: string;
  /** Duration of the request, in milliseconds. */
  ms?: number;
  /** Number of events in the request. */
  requestEvents?: number;
}
