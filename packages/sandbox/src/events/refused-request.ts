import type { Fields } from '../graph/fields.js';
import type { Source } from './received-event.js';

/**
 * A request that was not taken, as the sandbox keeps it.
 *
 * @example
 * const reasons = sandbox.refused().map(({ reason }: RefusedRequest) => reason);
 */
export interface RefusedRequest {
  /** Number, from the same count as that of the events. */
  id: number;
  /** Milliseconds since 1970. */
  receivedAt: number;
  /** The leg that sent it. */
  source: Source;
  /** Id of the pixel that it was sent to, as far as it named one. */
  pixelId?: string | undefined;
  /** HTTP status of the response; undefined when the connection was dropped. */
  status?: number | undefined;
  /** Code of the Graph error. */
  code?: number | undefined;
  /** Subcode of the Graph error. */
  subcode?: number | undefined;
  /** A rule of Meta's, the access token or the pixel, or a fault that was switched on. */
  cause: 'rule' | 'token' | 'pixel' | 'fault';
  /** The sentence that Graph returned. */
  reason: string;
  /** The change that helps. */
  fix: string;
  /** Number of events in the request; all of them were refused. */
  eventCount: number;
  /** The event that caused it. Values that are not hashed and must be are masked. */
  event?: Fields | undefined;
}
