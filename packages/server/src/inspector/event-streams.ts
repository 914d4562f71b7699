import type { EventLog } from '../event-log/event-log.js';
import type { InspectedEvent } from '../event-log/inspected-event.js';
import type { StreamBody } from '../http/http-message.js';
import type { PauseChange } from './pause-changes.js';

/** The open streams of events: server-sent events (HTML Standard, 9.2). */
export interface EventStreams {
  /** Returns whether no further stream can be opened. */
  isFull(): boolean;
  /**
   * Writes the pauses of pixels and the last events to a body, then each pause and event that is new or has changed.
   * Returns a function that stops this.
   */
  open(body: StreamBody, last: number): () => void;
  /** Ends all streams. */
  close(): void;
}

const maxStreams = 20;
/** Changes within this time are written together, in milliseconds. */
const flushMs = 100;
/** Interval at which pauses are read, in milliseconds: another process may have started or ended one. */
const pausesMs = 1_000;
/** Interval of pings in milliseconds, shorter than the idle time of connections and of most proxies. */
const pingMs = 15_000;
/** Number of events that may wait to be written, for each stream. */
const maxWaiting = 500;
/** Nothing is written while the client has more than this number of bytes left to receive. */
const maxPendingBytes = 1_048_576;

export interface EventStreamsOptions {
  eventLog: EventLog;
  /** The data of the first message. */
  hello: object;
  /** Creates a function that returns the changes of pauses since it was called before. */
  followPauses(): () => PauseChange[];
}

export function createEventStreams({ eventLog, hello, followPauses }: EventStreamsOptions): EventStreams {
  const bodies = new Map<StreamBody, () => void>();
  let isClosed = false;
  const open = (body: StreamBody, last: number): (() => void) => {
    if (isClosed) {
      body.end();
      return () => undefined;
    }
    const waiting = new Map<number, InspectedEvent>();
    const readPauses = followPauses();
    const toPauseLines = (): string =>
      readPauses()
        .map((change) => toLine('pause', change))
        .join('');
    let missed = 0;
    let timer: NodeJS.Timeout | undefined;

    const flush = (): void => {
      timer = undefined;
      if (body.pendingBytes() > maxPendingBytes) {
        schedule();
        return;
      }
      const lines = [...waiting.values()].map((event) => toLine('event', event));
      if (missed > 0) lines.push(toLine('missed', { count: missed }));
      waiting.clear();
      missed = 0;
      if (lines.length > 0) body.write(lines.join(''));
    };
    const schedule = (): void => {
      timer ??= setTimeout(flush, flushMs);
    };
    const unsubscribe = eventLog.subscribe((event) => {
      waiting.set(event.id, event);
      const [oldest] = waiting.keys();
      if (waiting.size > maxWaiting && oldest !== undefined) {
        waiting.delete(oldest);
        missed++;
      }
      schedule();
    });
    const pauses = setInterval(() => {
      const lines = body.pendingBytes() > maxPendingBytes ? '' : toPauseLines();
      if (lines !== '') body.write(lines);
    }, pausesMs);
    const ping = setInterval(() => {
      if (body.pendingBytes() <= maxPendingBytes) body.write(': ping\n\n');
    }, pingMs);
    const stop = (): void => {
      unsubscribe();
      clearTimeout(timer);
      clearInterval(pauses);
      clearInterval(ping);
      bodies.delete(body);
    };
    bodies.set(body, stop);
    const earlier = last > 0 ? eventLog.list().slice(-last) : [];
    body.write([toLine('hello', hello), toPauseLines(), ...earlier.map((event) => toLine('event', event))].join(''));
    return stop;
  };
  return {
    isFull: () => bodies.size >= maxStreams,
    open,
    close() {
      isClosed = true;
      for (const [body, stop] of bodies) {
        stop();
        body.end();
      }
    },
  };
}

const toLine = (event: string, data: object): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
