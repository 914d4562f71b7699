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
  /** What became of the message; `skipped` for one that makes no event. */
  status: 'accepted' | 'duplicate' | 'skipped' | 'rejected';
  /** The id by which Meta counts the event once; undefined when there is no event. */
  eventId?: string;
  /** Errors of a rejected message; else warnings about what was left out. Each has a sentence. */
  problems?: (Problem & { message: string })[];
  /** The reason that it was skipped. */
  reason?: string;
}

/**
 * One thing that has happened:
 * - `event`: an event was sent;
 * - `repeated`: it was not, because this browser has sent the purchase before;
 * - `pixel`: the Pixel was called, or without `call` was not, for the problems named;
 * - `server`: the server has responded;
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
  | { kind: 'consent'; state: ConsentState };

/**
 * A function that takes reports. What it throws becomes a warning in the console.
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

/** Creates the listeners of a tracker. */
export function createReports(): Reports {
  let listeners: Listener[] = [];
  return {
    emit(report) {
      for (const listener of listeners) listener(report);
    },
    on(listener) {
      // A function of its own, so that the same listener may be added twice.
      const guarded = guard(listener);
      listeners.push(guarded);
      return () => {
        listeners = listeners.filter((each) => each !== guarded);
      };
    },
  };
}
