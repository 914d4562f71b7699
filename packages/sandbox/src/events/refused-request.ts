import type { Fields } from '../graph/fields.js';
import type { Source } from './received-event.js';

/**
 * A refused request, as the sandbox stores it.
 *
 * @example
 * const reasons = sandbox.refused().map(({ reason }: RefusedRequest) => reason);
 */
export interface RefusedRequest {
  /** The number of the request, in the same sequence as the events. */
  id: number;
  /** Milliseconds since 1970. */
  receivedAt: number;
  /** The leg that sent it. */
  source: Source;
  /** The id of the pixel to which it was sent, if it had one. */
  pixelId?: string | undefined;
  /** HTTP status of the response; undefined if the connection was dropped. */
  status?: number | undefined;
  /** Code of the Graph error. */
  code?: number | undefined;
  /** Subcode of the Graph error. */
  subcode?: number | undefined;
  /** The cause: a rule of Meta, the access token, the pixel, or an active fault. */
  cause: 'rule' | 'token' | 'pixel' | 'fault';
  /** The sentence that Graph returned. */
  reason: string;
  /** The fix. */
  fix: string;
  /** Number of events in the request; all of them were refused. */
  eventCount: number;
  /** The event that caused it. Unhashed values that must be hashed are masked. */
  event?: Fields | undefined;
}
