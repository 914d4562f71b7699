import { randomUUID } from 'node:crypto';
import { identifyEvent, type Message, type Problem, type Settings } from '@twinbeam/shared';
import type { EventLog } from '../event-log/event-log.js';
import type { BeforeSend } from '../mapping/before-send.js';
import { describeProblems } from '../mapping/describe-problems.js';
import { describeThrown } from '../monitoring/describe-thrown.js';
import type { LogSampler } from '../monitoring/log-sampler.js';
import type { Metrics } from '../monitoring/metrics.js';
import type { StoreHealth } from '../monitoring/store-health.js';
import { type Outbox, OutboxError, type OutboxEvent, type PutResult } from '../outbox/outbox.js';
import { createSkippedResult, type SendResult, type SkipCause } from './send-result.js';
import {
  type EventSource,
  type MappedMessage,
  mapForStore,
  type StoreContext,
  withPutResults,
} from './store-message.js';
import type { TakesMessage } from './takes-message.js';
import { waitForOutbox } from './wait-for-outbox.js';

/** The one way of a message into the outbox: mapped, stored, counted and, when that failed, logged. */
export interface Acceptor {
  /** Accepts a message. Never rejects. */
  accept(message: unknown, options: AcceptOptions): Promise<Acceptance>;
  /** Accepts the messages of a request, with one `put`: their events are stored together or not at all. Never rejects. */
  acceptAll(messages: readonly unknown[], options: AcceptOptions): Promise<Acceptance[]>;
  /** Counts a message that is not looked at further. */
  skip(cause: SkipCause, message: unknown, source: EventSource): Acceptance;
  /** Counts a call that cannot work for a problem of its own. */
  reject(problem: Problem): Acceptance;
  /** Counts a call that could not be read. */
  refuse(error: OutboxError): Acceptance;
}

export interface AcceptOptions {
  source: EventSource;
  /** Whether the message came just now from a browser. */
  live: boolean;
  /** Time to wait for the outbox, in milliseconds. Default: as long as the engine takes. */
  timeoutMs?: number;
  /** Time for which the events wait to be confirmed, in milliseconds. Default: they are sent. */
  holdMs?: number | undefined;
  /** Whether the inspector traces the visit. Default: false. */
  isTraced?: boolean;
}

export interface Acceptance {
  result: SendResult;
  /** The reason that the result is `unavailable`. */
  error?: OutboxError;
}

export interface AcceptorOptions {
  /** The settings of each pixel. */
  pixels: readonly Settings[];
  /** Functions that take messages, by pixel; the others take all. */
  takes: ReadonlyMap<string, TakesMessage>;
  outbox: Pick<Outbox, 'put' | 'held'>;
  metrics: Metrics;
  sampler: LogSampler;
  health: StoreHealth;
  /** Names of events that only server code may send. */
  serverOnly: readonly string[];
  /** Names of events that pages do not send, because server code holds them. */
  held: readonly string[];
  /** Looks at each event before it is stored. */
  beforeSend: BeforeSend | undefined;
  /** The inspector's events; undefined without an inspector. */
  eventLog: EventLog | undefined;
  now: () => number;
  isClosing(): boolean;
}

export function createAcceptor(options: AcceptorOptions): Acceptor {
  const { metrics, sampler, health, isClosing } = options;

  const isServerOnly = createNameCheck(options.pixels, options.serverOnly);
  const isHeld = createNameCheck(options.pixels, options.held);
  const onBeforeSendError = (thrown: unknown): void =>
    sampler.log('error', 'beforeSend', describeThrown(thrown), 'beforeSend failed: the event was not sent');
  const isTaken = (pixelId: string, message: unknown): boolean => {
    try {
      return options.takes.get(pixelId)?.(message as Message) ?? true;
    } catch (thrown) {
      sampler.log('error', 'when', { pixelId, ...describeThrown(thrown) }, 'when failed: the event was not sent');
      return false;
    }
  };
  const fail = (message: unknown, cause: unknown, result?: SendResult): Acceptance => {
    const error = toOutboxError(cause);
    metrics.message('unavailable');
    health.failed(error);
    const data = { event: readEventName(message), code: error.code, error: error.message };
    sampler.log('error', `unavailable ${error.code}`, data, 'event not stored');
    return { result: { problems: [], ...result, status: 'unavailable', reason: error.message }, error };
  };

  /** Maps a message; a failure is kept until the events of the others are stored. */
  const map = (message: unknown, context: StoreContext): MappedMessage | { failure: unknown } => {
    try {
      if (isClosing()) throw new OutboxError('closed', 'Twinbeam is closed and accepts no more events.');
      return mapForStore(message, context);
    } catch (failure) {
      return { failure };
    }
  };
  /** Holds the events of a message, one for each pixel, by the id of the first. */
  const hold = async (events: OutboxEvent[], holdMs: number): Promise<PutResult[]> => {
    const heldAt = options.now();
    // Of an event that happened before it was told.
    const latest = Math.min(...events.map(({ expiresAt }) => expiresAt)) - sendReserveMs;
    const [{ eventId: id = '' } = {}] = events;
    if (events.some(({ pixelId, name }) => !isHeld(pixelId, name))) {
      const text = 'an event is held that pages may still send: name it in collect.held, or it counts unpaid';
      sampler.log('warn', 'hold', { event: events[0]?.name }, text);
    }
    const result = await options.outbox.held.add({ id, heldAt, until: Math.min(heldAt + holdMs, latest), events });
    return events.map(() => result);
  };
  const acceptAll = async (messages: readonly unknown[], use: AcceptOptions): Promise<Acceptance[]> => {
    const { pixels, beforeSend } = options;
    const { source, live } = use;
    const names = { isServerOnly, isTaken, createId: randomUUID };
    const context = { pixels, now: options.now(), live, source, ...names, beforeSend, onBeforeSendError };
    const mapped = messages.map((message) => map(message, context));
    const events = mapped.flatMap((one) => ('events' in one ? one.events : []));
    let putResults: PutResult[] = [];
    let putFailure: { error: unknown } | undefined;
    try {
      if (events.length > 0) {
        const stored = use.holdMs === undefined ? options.outbox.put(events) : hold(events, use.holdMs);
        putResults = await (use.timeoutMs === undefined ? stored : waitForOutbox(stored, use.timeoutMs));
        health.stored();
      }
    } catch (error) {
      putFailure = { error };
    }
    const acceptances = mapped.map((one, index): Acceptance => {
      const message = messages[index];
      if ('failure' in one) return fail(message, one.failure);
      if (one.events.length > 0 && putFailure) return fail(message, putFailure.error, one.result);
      const result = withPutResults(one, putResults.splice(0, one.events.length));
      metrics.message(result.status);
      if (one.skipCause) metrics.skipped(one.skipCause);
      if (result.status === 'rejected') logRejected(message, result, options);
      return { result };
    });
    options.eventLog?.accepted(
      acceptances.map(({ result }, index) => {
        const [message, one] = [messages[index], mapped[index]];
        return { message, event: readEventName(message), events: one && 'events' in one ? one.events : [], result };
      }),
      use,
    );
    return acceptances;
  };

  return {
    acceptAll,
    async accept(message, use) {
      const [acceptance] = await acceptAll([message], use);
      return acceptance as Acceptance;
    },
    skip(cause, message, source) {
      metrics.message('skipped');
      metrics.skipped(cause);
      const result = createSkippedResult(cause);
      options.eventLog?.accepted([{ message, event: readEventName(message), events: [], result }], { source });
      return { result };
    },
    reject(problem) {
      const result: SendResult = { status: 'rejected', problems: describeProblems([problem]) };
      metrics.message(result.status);
      logRejected(undefined, result, options);
      return { result };
    },
    refuse(error) {
      metrics.message('unavailable');
      return { result: { status: 'unavailable', problems: [], reason: error.message }, error };
    },
  };
}

/** Time that is left to send an event when its hold expires, in milliseconds. */
const sendReserveMs = 24 * 3_600_000;

/** Number of problems of a rejected message in a log line. */
const loggedProblems = 2;

function logRejected(
  message: unknown,
  { problems }: SendResult,
  { metrics, sampler }: Pick<AcceptorOptions, 'metrics' | 'sampler'>,
): void {
  const errors = problems.filter(({ severity }) => severity === 'error');
  for (const { code } of errors) metrics.problem(code);
  const [first] = errors;
  const listed = errors.slice(0, loggedProblems).map(({ code, field }) => ({ code, field }));
  const data = { event: readEventName(message), problems: listed, reason: first?.message };
  sampler.log('warn', `rejected ${first?.code}`, data, 'message rejected: nothing was sent');
}

/** Turns whatever an engine of the caller's own may throw into an error that quotes nothing of the event. */
function toOutboxError(error: unknown): OutboxError {
  if (error instanceof OutboxError) return error;
  const { error: name } = describeThrown(error);
  const outboxError = new OutboxError(
    'unavailable',
    `The event could not be stored: an unexpected ${name} was thrown.`,
  );
  outboxError.cause = error;
  return outboxError;
}

/** Reads the name of a message's event for the log, unless it could contain an e-mail address or a telephone number. */
function readEventName(message: unknown): string | undefined {
  try {
    const { event, type } = (message ?? {}) as { event?: unknown; type?: unknown };
    const name = event ?? type;
    return typeof name === 'string' && name.length <= 100 && !isPersonal(name) ? name : undefined;
  } catch {
    // A getter or proxy that throws; the problems say that the message is unreadable.
    return undefined;
  }
}

/** Tells whether a name holds an address, plain or percent-encoded, or as many digits as a telephone number has. */
const isPersonal = (name: string): boolean => /@|%40|＠/.test(name) || (name.match(/\p{Nd}/gu)?.length ?? 0) >= 7;

/** Compares Meta's names, so that a page cannot send the event under another name of the same meaning. */
function createNameCheck(pixels: readonly Settings[], listed: readonly string[]) {
  const names = new Map(
    pixels.map((settings) => {
      const toName = (event: string) => {
        const identified = identifyEvent({ type: 'track', event }, { ...settings, when: undefined });
        return 'event' in identified ? identified.event.name : event;
      };
      return [settings.pixelId, new Set(listed.map(toName))];
    }),
  );
  return (pixelId: string, name: string): boolean => names.get(pixelId)?.has(name) ?? false;
}
