import type { Problem } from '@twinbeam/shared';
import type { EventSource } from '../accept/map-for-store.js';
import type { SendResult } from '../accept/send-result.js';
import type { EventTrace } from './event-trace.js';

/**
 * One event as the inspector shows it: a message of one pixel, or a message that made no event. It holds no access token
 * and no personal data. It is the JSON of `GET /twin/inspect/events`.
 */
export interface InspectedEvent {
  /** Counts from 1 in each process. A later line with the same id replaces the earlier one. */
  id: number;
  /** When the message came, in milliseconds since 1970. */
  receivedAt: number;
  /** Sender of the message. */
  source: EventSource;
  /** Name in the message: `Order Completed`; of a message without one its type. Absent where it could be personal. */
  event?: string;
  /** Absent where the message made no event. */
  pixelId?: string;
  /** Meta's name: `Purchase`. */
  name?: string;
  eventId?: string;
  /** Outcome of the message. */
  status: SendResult['status'];
  /** The reason that it was skipped or could not be stored. */
  reason?: string;
  problems: Problem[];
  /** Names of the match keys that the event has, such as `em`; never their values. */
  matchKeys: string[];
  legs: InspectedLegs;
  /** Graph's last response. */
  answer?: GraphAnswer;
  /** Only of the visit that is traced. */
  trace?: EventTrace;
}

/** The two legs of an event, as far as the server knows them. */
export interface InspectedLegs {
  /** Whether a page has sent the event: its script then calls the Pixel with the same id. */
  browser: boolean;
  server: ServerLegState;
}

/**
 * State of the server's leg: `none` (nothing is to be sent), `queued`, `held` until the order is paid, `sent`, `retry`
 * (Graph could not be asked, or is asked again), `quarantined` (refused, tried again alone), or `set-aside`.
 */
export type ServerLegState = 'none' | 'queued' | 'held' | 'sent' | 'retry' | 'quarantined' | 'set-aside';

/** Graph's response to the request of an event. */
export interface GraphAnswer {
  /** When it came, in milliseconds since 1970. */
  at: number;
  isOk: boolean;
  /** A sentence for a person: Graph's response, and what happens now. */
  text: string;
  /** HTTP status; 0 without a response. */
  status?: number;
  /** Meta's error code and subcode. */
  code?: number;
  subcode?: number;
  /** `fbtrace_id`, by which Meta's support finds the request. */
  traceId?: string;
  /** Duration of the request, in milliseconds. */
  ms?: number;
  /** Events in the request. */
  requestEvents?: number;
}
