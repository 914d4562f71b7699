import { fingerprintOf } from '../fingerprint.js';
import type { DeadLetter, DeadLetters, OutboxEvent } from '../outbox.js';
import { type Link, publishing } from './connection.js';
import { decodeLetter, encodeEvent, encodeLetter, messageIds, type Names } from './wire.js';

/** The dead letters, each a message of a stream of their own. */
export interface NatsDeadLetters extends DeadLetters {
  /** Stores one for an event that was set aside; twice is once. */
  store(letter: Omit<DeadLetter, 'id'>): Promise<void>;
  /** The id of the letter of an event, if it is one. */
  idOf(event: OutboxEvent): Promise<string | undefined>;
}

/** So many are read, or removed, at a time. */
const pageSize = 500;
/** What one waits for the next of them. */
const readMs = 2_000;
/** No message there, whoever has removed it. */
const goneCodes = [10037, 10043, 10057];

export function createDeadLetters(
  names: Names,
  link: () => Promise<Link>,
  announce: (pixelIds: Iterable<string>) => void,
): NatsDeadLetters {
  const publish = async (letter: Omit<DeadLetter, 'id'>, msgID?: string): Promise<void> => {
    const { js } = await link();
    await js.publish(names.deadSubject(letter), encodeLetter(letter), { ...publishing, ...(msgID && { msgID }) });
  };

  const show = async (id: string): Promise<DeadLetter | undefined> => {
    const seq = Number(id);
    if (!Number.isSafeInteger(seq) || seq < 1) return undefined;
    const message = await (await link()).jsm.streams.getMessage(names.dead, { seq });
    return message ? decodeLetter(id, message.data) : undefined;
  };

  const list = async (): Promise<DeadLetter[]> => {
    const { js, jsm } = await link();
    const { state } = await jsm.streams.info(names.dead);
    const letters: DeadLetter[] = [];
    const consumer = state.messages > 0 ? await js.consumers.get(names.dead) : undefined;
    for (let pending = state.messages; consumer && pending > 0; ) {
      // Others may remove what is expected here.
      let received = 0;
      const messages = await consumer.fetch({ max_messages: Math.min(pageSize, pending), expires: readMs });
      for await (const { seq, data, info } of messages) {
        received++;
        pending = info.pending;
        const letter = decodeLetter(String(seq), data);
        if (letter) letters.push(letter);
      }
      if (received === 0) break;
    }
    return letters;
  };

  const chosen = async (ids: readonly string[] | undefined): Promise<DeadLetter[]> => {
    if (!ids) return list();
    const found: DeadLetter[] = [];
    for (const id of ids) {
      const letter = await show(id);
      if (letter) found.push(letter);
    }
    return found;
  };

  const remove = async (letters: readonly DeadLetter[]): Promise<void> => {
    const { jsm } = await link();
    for (let at = 0; at < letters.length; at += pageSize) {
      const removals = letters.slice(at, at + pageSize).map(({ id }) =>
        jsm.streams.deleteMessage(names.dead, Number(id), false).catch((error: { code?: number }) => {
          if (!goneCodes.includes(error.code ?? 0)) throw error;
        }),
      );
      await Promise.all(removals);
    }
  };

  return {
    store: (letter) => publish(letter, `${fingerprintOf(letter)}.${letter.setAsideAt}`),
    async idOf(event) {
      const { jsm } = await link();
      const message = await jsm.streams.getMessage(names.dead, { last_by_subj: names.deadSubject(event) });
      return message ? String(message.seq) : undefined;
    },
    list,
    show,
    async replay(ids) {
      const letters = await chosen(ids);
      const { js } = await link();
      for (const letter of letters) {
        // Ended in the middle and done again, it is a duplicate.
        const msgID = messageIds.revived(letter, letter.id);
        await js.publish(names.eventSubject(letter.pixelId), encodeEvent(letter), { ...publishing, msgID });
        await remove([letter]);
      }
      announce(letters.map(({ pixelId }) => pixelId));
      return letters.length;
    },
    async drop(ids) {
      const letters = await chosen(ids);
      await remove(letters);
      return letters.length;
    },
    async add(letters) {
      const keyOf = (letter: DeadLetter): string => `${fingerprintOf(letter)} ${letter.setAsideAt}`;
      const known = new Set((await list()).map(keyOf));
      for (const letter of letters) {
        const { id, ...rest } = letter;
        // By its id the engine might know it from before it was moved away.
        if (!known.has(keyOf(letter))) await publish(rest);
      }
    },
  };
}
