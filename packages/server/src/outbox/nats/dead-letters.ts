import { toFingerprint } from '../fingerprint.js';
import { selectLane } from '../lanes.js';
import type { DeadLetter, DeadLetters, OutboxEvent } from '../outbox.js';
import { decodeDeadLetter, encodeDeadLetter, encodeEvent } from './codec.js';
import { type Link, publishOptions } from './connection.js';
import { toDeadLetterMessageId, toRevivedMessageId } from './message-id.js';
import type { Names } from './names.js';

/** The dead letters, which are the messages of a stream. */
export interface NatsDeadLetters extends DeadLetters {
  /** Stores the dead letter of an event. If it is stored twice, the engine keeps it once. */
  store(deadLetter: Omit<DeadLetter, 'id'>): Promise<void>;
  /** Returns the id of the dead letter of an event, if there is one. */
  findId(event: OutboxEvent): Promise<string | undefined>;
}

export interface NatsDeadLetterOptions {
  names: Names;
  getLink(): Promise<Link>;
  /** Called with the events that were put back into the outbox. */
  onReplay(events: readonly OutboxEvent[]): void;
}

/** Number of dead letters that are read or removed at a time. */
const pageSize = 500;
/** How long to wait for them, in milliseconds. */
const readMs = 2_000;
/** Error codes of a message that does not exist, or no longer. */
const goneCodes: unknown[] = [10037, 10043, 10057];

const toKey = (deadLetter: DeadLetter): string => `${toFingerprint(deadLetter)} ${deadLetter.setAsideAt}`;

export function createDeadLetters({ names, getLink, onReplay }: NatsDeadLetterOptions): NatsDeadLetters {
  const publish = async (deadLetter: Omit<DeadLetter, 'id'>, options: { msgID?: string } = {}): Promise<void> => {
    const { js } = await getLink();
    const data = encodeDeadLetter(deadLetter);
    await js.publish(names.deadLetterSubject(deadLetter), data, { ...publishOptions, ...options });
  };
  const list = async (limit = Number.POSITIVE_INFINITY): Promise<DeadLetter[]> => {
    const deadLetters: DeadLetter[] = [];
    for await (const deadLetter of readDeadLetters(await getLink(), names)) {
      if (deadLetters.length >= limit) break;
      deadLetters.push(deadLetter);
    }
    return deadLetters;
  };
  /**
   * Selects from the beginning of the stream up to the first that is younger. Dead letters that were moved here come
   * after younger ones, and are selected together with those.
   */
  const selectBefore = async (time: number): Promise<DeadLetter[]> => {
    const deadLetters: DeadLetter[] = [];
    for await (const deadLetter of readDeadLetters(await getLink(), names)) {
      if (deadLetter.setAsideAt >= time) break;
      deadLetters.push({ ...deadLetter, json: '' });
    }
    return deadLetters;
  };
  const show = async (id: string): Promise<DeadLetter | undefined> => readDeadLetter(await getLink(), names, id);
  const select = async (ids: readonly string[]): Promise<DeadLetter[]> => {
    const found: DeadLetter[] = [];
    for (const id of ids) {
      const deadLetter = await show(id);
      if (deadLetter) found.push(deadLetter);
    }
    return found;
  };
  const remove = async (deadLetters: readonly DeadLetter[]): Promise<number> => {
    await removeDeadLetters(await getLink(), names, deadLetters);
    return deadLetters.length;
  };

  return {
    store: (deadLetter) => publish(deadLetter, { msgID: toDeadLetterMessageId(deadLetter) }),
    async findId(event) {
      const { jsm } = await getLink();
      const message = await jsm.streams.getMessage(names.deadLetters, { last_by_subj: names.deadLetterSubject(event) });
      return message ? String(message.seq) : undefined;
    },
    list,
    show,
    async replay(ids) {
      const deadLetters = await (ids ? select(ids) : list());
      const link = await getLink();
      for (const deadLetter of deadLetters) {
        // If this is interrupted and repeated, the message is a duplicate.
        const msgID = toRevivedMessageId(deadLetter, deadLetter.id);
        const subject = names.eventSubject(deadLetter.pixelId, selectLane(deadLetter));
        await link.js.publish(subject, encodeEvent({ ...deadLetter, refusals: undefined }), {
          ...publishOptions,
          msgID,
        });
        await removeDeadLetters(link, names, [deadLetter]);
      }
      onReplay(deadLetters);
      return deadLetters.length;
    },
    drop: async (ids) => remove(await select(ids)),
    dropAll: async () => remove(await list()),
    countBefore: async (time) => (await selectBefore(time)).length,
    dropBefore: async (time) => remove(await selectBefore(time)),
    async add(deadLetters) {
      const known = new Set((await list()).map(toKey));
      for (const deadLetter of deadLetters) {
        const { id, ...rest } = deadLetter;
        // No message id: the engine might still know it from the time before the dead letter was moved away.
        if (!known.has(toKey(deadLetter))) await publish(rest);
      }
    },
  };
}

async function readDeadLetter({ jsm }: Link, names: Names, id: string): Promise<DeadLetter | undefined> {
  const seq = Number(id);
  if (!Number.isSafeInteger(seq) || seq < 1) return undefined;
  const message = await jsm.streams.getMessage(names.deadLetters, { seq });
  return message ? decodeDeadLetter(id, message.data) : undefined;
}

/** Reads the dead letters, oldest first. */
export async function* readDeadLetters({ js, jsm }: Link, names: Names): AsyncGenerator<DeadLetter> {
  const { state } = await jsm.streams.info(names.deadLetters);
  if (state.messages === 0) return;
  const consumer = await js.consumers.get(names.deadLetters);
  for (let pending = state.messages; pending > 0; ) {
    // Other processes may remove messages that are expected here.
    const page: DeadLetter[] = [];
    let received = 0;
    const messages = await consumer.fetch({ max_messages: Math.min(pageSize, pending), expires: readMs });
    for await (const { seq, data, info } of messages) {
      received++;
      pending = info.pending;
      const deadLetter = decodeDeadLetter(String(seq), data);
      if (deadLetter) page.push(deadLetter);
    }
    yield* page;
    if (received === 0) break;
  }
}

async function removeDeadLetters({ jsm }: Link, names: Names, deadLetters: readonly DeadLetter[]): Promise<void> {
  for (let start = 0; start < deadLetters.length; start += pageSize) {
    const removals = deadLetters.slice(start, start + pageSize).map(({ id }) =>
      jsm.streams.deleteMessage(names.deadLetters, Number(id), false).catch((error: { code?: unknown }) => {
        if (!goneCodes.includes(error.code)) throw error;
      }),
    );
    await Promise.all(removals);
  }
}
