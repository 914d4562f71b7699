import type { ConsentState, Message, PixelCall, Problem } from '@twinbeam/shared';
import { guard } from './page/guard.js';

/**
 * The server's result for one message.
 *
 * @example
 * const isLost = ({ status }: ServerResult) => status === 'rejected';
 */
export interface ServerResult {
  /** The id of the message, as in the report of the event. */
  messageId?: string;
  /** The outcome; `skipped` if the message makes no event. */
  status: 'accepted' | 'duplicate' | 'skipped' | 'rejected';
  /** The event id, by which Meta deduplicates the two legs; undefined when there is no event. */
  eventId?: string;
  /** The errors of a rejected message; otherwise warnings about values that were left out. `message` is a sentence. */
  problems?: (Problem & { message: string })[];
  /** Why the message was skipped. */
  reason?: string;
}

/**
 * A report of the tracker:
 * - `event`: an event was sent;
 * - `repeated`: a purchase was not sent, because this browser has sent it before;
 * - `pixel`: the Pixel was called; without `call`, it was not called because of the listed problems;
 * - `server`: the server has responded;
 * - `queued`: an event was queued, because consent, a visible page or more data about the visitor is missing; `count`
 *   events wait now, of which each is reported when it is sent. A refusal of consent drops them;
 * - `consent`: consent has changed.
 *
 * @example
 * const isUnsent = (report: Report) => report.kind === 'pixel' && !report.call;
 */
export type Report =
  | { kind: 'event'; message: Message }
  | { kind: 'repeated'; message: Message }
  | { kind: 'pixel'; messageId: string; pixelId: string; call?: PixelCall | undefined; problems: Problem[] }
  | { kind: 'server'; results: ServerResult[] }
  | { kind: 'queued'; count: number }
  | { kind: 'consent'; state: ConsentState };

/**
 * A function that receives reports. An error that it throws becomes a warning in the console.
 *
 * @example
 * const listener: Listener = (report) => console.log(report.kind, report);
 */
export type Listener = (report: Report) => void;

/** The listeners of a tracker. */
export interface Reports {
  emit(report: Report): void;
  /** Adds a listener; returns a function that removes it. */
  on(listener: Listener): () => void;
}

/** Creates the empty set of a tracker's listeners. */
export function createReports(): Reports {
  let listeners: Listener[] = [];
  return {
    emit(report) {
      for (const listener of listeners) listener(report);
    },
    on(listener) {
      // A new function each time, so that the same listener can be added twice.
      const guarded = guard(listener);
      listeners.push(guarded);
      return () => {
        listeners = listeners.filter((each) => each !== guarded);
      };
    },
  };
}
