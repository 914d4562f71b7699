import type { GraphReceipt } from '../graph/client.js';
import { toFailureText } from '../graph/explain-graph-error.js';
import type { GraphError } from '../graph/graph-error.js';
import { toEventKey } from '../outbox/fingerprint.js';
import type { FailureReason, StoredEvent } from '../outbox/outbox.js';
import { createEventRing } from './event-ring.js';
import { toEventTrace } from './event-trace.js';
import type { GraphAnswer, InspectedEvent, ServerLegState } from './inspected-event.js';
import { type AcceptedMessage, type Arrival, toInspectedEvent, toStoredInspectedEvent } from './to-inspected-event.js';

/**
 * The most recent events of this process, kept in memory for the inspector. It contains no access token and no personal
 * data.
 */
export interface EventLog {
  /** Records the outcomes of messages. */
  accepted(messages: readonly AcceptedMessage[], arrival: Arrival): void;
  /** Records that Meta has received events, in a request of `receipt.sent` events. */
  delivered(events: readonly StoredEvent[], receipt: GraphReceipt & { sent: number }, ms: number): void;
  /** Records that a request has failed. */
  failed(events: readonly StoredEvent[], error: GraphError, ms: number): void;
  /** Records that Graph refuses an event, which is then tried again alone or set aside. */
  refused(event: StoredEvent, refusal: FailureReason, isSetAside: boolean): void;
  /** Records that events were set aside. */
  setAside(events: readonly StoredEvent[], reason: string): void;
  /** Records that events are not sent because their visitors have withdrawn consent. */
  withdrawn(events: readonly StoredEvent[], reason: string): void;
  /** Returns the events, oldest first. */
  list(): InspectedEvent[];
  /** Calls the listener with each event that is new or has changed. Returns a function that unsubscribes it. */
  subscribe(listener: (event: InspectedEvent) => void): () => void;
}

export interface EventLogOptions {
  /** The clock, in milliseconds since 1970. */
  now: () => number;
  /** Returns the URL of Graph to which a pixel's events are sent. */
  toRequestUrl(pixelId: string): string;
  /** Number of events that are kept. Default: 500. */
  size?: number;
}

export function createEventLog({ now, toRequestUrl, size = 500 }: EventLogOptions): EventLog {
  const ring = createEventRing(size);
  const listeners = new Set<(event: InspectedEvent) => void>();
  const notify = (event: InspectedEvent): void => {
    for (const listener of listeners) listener(event);
  };
  /** Merges the entries that a page and server code made for one event. */
  const join = (earlier: InspectedEvent, later: InspectedEvent): void => {
    const browser = earlier.legs.browser || later.legs.browser;
    const isReplaced = later.status === 'accepted' && ['queued', 'retry'].includes(earlier.legs.server);
    if (isReplaced)
      earlier.reason = 'Server code has sent the same event since: that one is sent in place of this one.';
    earlier.legs = { browser, server: isReplaced ? 'none' : earlier.legs.server };
    later.legs = { ...later.legs, browser };
    notify(earlier);
  };
  const setServerLeg = (
    stored: readonly StoredEvent[],
    server: ServerLegState,
    { answer, reason }: Pick<InspectedEvent, 'answer' | 'reason'>,
  ): void => {
    for (const one of stored) {
      const key = toEventKey(one);
      const event = ring.find(key) ?? ring.add(toStoredInspectedEvent(one), one.storedAt, key);
      event.legs = { ...event.legs, server };
      if (answer) event.answer = answer;
      if (reason !== undefined) event.reason = reason;
      notify(event);
    }
  };

  return {
    accepted(messages, arrival) {
      for (const accepted of messages) {
        for (const event of accepted.events.length > 0 ? accepted.events : [undefined]) {
          const described = toInspectedEvent(accepted, event, arrival);
          const key = event && toEventKey(event);
          const earlier = key === undefined ? undefined : ring.find(key);
          const added = ring.add(described, now(), key);
          if (arrival.isTraced) added.trace = toEventTrace(accepted.message, event, toRequestUrl);
          if (earlier) join(earlier, added);
          notify(added);
        }
      }
    },
    delivered(stored, { sent, received, traceId }, ms) {
      const text =
        received < sent
          ? `Meta has received ${received} of the ${sent} events of the request.`
          : 'Meta has received it.';
      const answer = {
        at: now(),
        isOk: true,
        text,
        status: 200,
        ...(traceId !== undefined && { traceId }),
        ms: Math.round(ms),
        requestEvents: sent,
      };
      setServerLeg(stored, 'sent', { answer });
    },
    failed(stored, error, ms) {
      const [{ pixelId = '' } = {}] = stored;
      const answer = {
        ...toAnswer(now(), toFailureText(error, pixelId), error),
        status: error.status,
        ms: Math.round(ms),
        requestEvents: stored.length,
      };
      setServerLeg(stored, 'retry', { answer });
    },
    refused(event, refusal, isSetAside) {
      const answer = toAnswer(now(), refusal.reason, refusal);
      setServerLeg([event], isSetAside ? 'set-aside' : 'quarantined', { answer });
    },
    setAside: (stored, reason) => setServerLeg(stored, 'set-aside', { answer: toAnswer(now(), reason, {}) }),
    withdrawn: (stored, reason) => setServerLeg(stored, 'none', { reason }),
    list: ring.list,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

const toAnswer = (
  at: number,
  text: string,
  { code, subcode, traceId }: Omit<FailureReason, 'reason'>,
): GraphAnswer => ({
  at,
  isOk: false,
  text,
  ...(code !== undefined && { code }),
  ...(subcode !== undefined && { subcode }),
  ...(traceId !== undefined && { traceId }),
});
