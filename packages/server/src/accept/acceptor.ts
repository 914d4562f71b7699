import { randomUUID } from 'node:crypto';
import type { Problem, Settings } from '@twinbeam/shared';
import type { EventLog } from '../event-log/event-log.js';
import { describeThrown } from '../log/describe-thrown.js';
import type { LogSampler } from '../log/log-sampler.js';
import { createRecoveryLog } from '../log/recovery-log.js';
import type { BeforeSend } from '../mapping/before-send.js';
import { createMappingMemo } from '../mapping/mapping-memo.js';
import type { SkipCause } from '../monitoring/metric-series.js';
import type { Metrics } from '../monitoring/metrics.js';
import type { StoreHealth } from '../monitoring/store-health.js';
import type { MessageFilter } from '../options/pixel-options.js';
import { type EventSource, type Outbox, OutboxError, type OutboxEvent, type PutResult } from '../outbox/outbox.js';
import type { Acceptance } from './acceptance.js';
import { readEventName } from './event-name.js';
import { holdEvents } from './hold-events.js';
import { type MappedMessage, mapForStore, type StoreContext, withPutResults } from './map-for-store.js';
import { createFilterCheck } from './message-filter.js';
import { createNameCheck } from './name-check.js';
import { createOutcomes } from './outcomes.js';
import { createSkippedResult } from './send-result.js';
import type { WaitForOutbox } from './wait-for-outbox.js';

/** The only path of a message into the outbox: maps it, stores its events, counts it, and logs a failure. */
export interface Acceptor {
  /** Accepts messages with a single `put`: their events are stored together or not at all. Never rejects. */
  acceptAll(messages: readonly unknown[], options: AcceptOptions): Promise<Acceptance[]>;
  /** Counts a skipped message. */
  skip(cause: SkipCause, message: unknown, source: EventSource): Acceptance;
  /** Counts a call that was rejected because of the call itself, not of its message. */
  reject(problem: Problem): Acceptance;
  /** Counts a call whose arguments could not be read. */
  refuse(error: OutboxError): Acceptance;
}

export interface AcceptOptions {
  source: EventSource;
  /** Whether a browser sent the message just now. */
  live: boolean;
  /** Limits the wait for the outbox. Default: waits for as long as the engine takes. */
  waitForOutbox?: WaitForOutbox;
  /** How long the events wait for confirmation, in milliseconds. Default: they are sent at once. */
  holdMs?: number | undefined;
  /** Whether the inspector traces the visit. Default: false. */
  isTraced?: boolean;
}

export interface AcceptorOptions {
  /** The settings of each pixel. */
  pixels: readonly Settings[];
  /** Filters by pixel; a pixel without a filter takes all messages. */
  filters: ReadonlyMap<string, MessageFilter>;
  outbox: Pick<Outbox, 'put' | 'held'>;
  metrics: Metrics;
  sampler: LogSampler;
  health: StoreHealth;
  /** Names of events that only server code may send. */
  serverOnly: readonly string[];
  /** Names of events that pages do not send, because server code holds them. */
  held: readonly string[];
  /** The site's own function, which may change or drop each event before it is stored. */
  beforeSend: BeforeSend | undefined;
  /** The inspector's events; undefined without an inspector. */
  eventLog: EventLog | undefined;
  now: () => number;
  isClosing(): boolean;
}

export function createAcceptor({
  pixels,
  filters,
  outbox,
  metrics,
  sampler,
  health,
  serverOnly,
  held,
  beforeSend,
  eventLog,
  now,
  isClosing,
}: AcceptorOptions): Acceptor {
  const outcomes = createOutcomes({ metrics, sampler, health });
  const holding = { outbox, sampler, isHeld: createNameCheck(pixels, held), now };
  const checks = {
    isServerOnly: createNameCheck(pixels, serverOnly),
    isTaken: createFilterCheck(filters, sampler),
    beforeSend,
    onBeforeSendError: (thrown: unknown): void =>
      sampler.log('error', 'beforeSend', describeThrown(thrown), 'beforeSend failed: the event was not sent'),
  };

  // One for each source, because an outbox that is full for pages has space for server code.
  const createStoreRecovery = () =>
    createRecoveryLog((afterMs) => sampler.log('info', 'stored again', { afterMs }, 'events are stored again'));
  const recovery = { page: createStoreRecovery(), server: createStoreRecovery(), sdk: createStoreRecovery() };

  /**
   * Maps a message. Returns a failure instead of throwing, so that the events of the other messages are still stored.
   */
  const map = (message: unknown, context: StoreContext): MappedMessage | Failure => {
    try {
      if (isClosing()) throw new OutboxError('closed', 'Twinbeam is closed and accepts no more events.');
      return mapForStore(message, context);
    } catch (failure) {
      return { failure };
    }
  };
  const store = async (
    events: OutboxEvent[],
    { source, holdMs, waitForOutbox }: AcceptOptions,
  ): Promise<PutResult[] | Failure> => {
    if (events.length === 0) return [];
    try {
      const stored = holdMs === undefined ? outbox.put(events) : holdEvents(events, holdMs, holding);
      const results = await (waitForOutbox ? waitForOutbox(stored) : stored);
      health.stored();
      recovery[source].succeeded();
      return [...results];
    } catch (failure) {
      recovery[source].failed();
      return { failure };
    }
  };

  const acceptAll: Acceptor['acceptAll'] = async (messages, options) => {
    const { source, live } = options;
    const memo = createMappingMemo();
    const context = { pixels, now: now(), live, source, createId: randomUUID, memo, ...checks };
    const mapped = messages.map((message) => map(message, context));
    const putResults = await store(mapped.flatMap(findEvents), options);
    const acceptances = mapped.map((one, index): Acceptance => {
      const message = messages[index];
      if ('failure' in one) return outcomes.failed(message, one.failure);
      const { events, skipCause } = one;
      if (events.length === 0) return outcomes.completed(message, one.result, skipCause);
      if ('failure' in putResults) return outcomes.failed(message, putResults.failure, one.result);
      return outcomes.completed(message, withPutResults(one, putResults.splice(0, events.length)), skipCause);
    });
    eventLog?.accepted(
      acceptances.map(({ result }, index) => {
        const message = messages[index];
        return { message, event: readEventName(message), events: findEvents(mapped[index]), result };
      }),
      options,
    );
    return acceptances;
  };

  return {
    acceptAll,
    skip(cause, message, source) {
      const result = createSkippedResult(cause);
      eventLog?.accepted([{ message, event: readEventName(message), events: [], result }], { source });
      return outcomes.completed(message, result, cause);
    },
    reject: outcomes.rejected,
    refuse: outcomes.refused,
  };
}

/** A thrown value, returned in place of a result. */
interface Failure {
  failure: unknown;
}

const findEvents = (mapped: MappedMessage | Failure | undefined): OutboxEvent[] =>
  mapped && 'events' in mapped ? mapped.events : [];
