import { fingerprintOf } from '../fingerprint.js';
import type { DeadLetter, DeadLetters, OutboxEvent } from '../outbox.js';
import type { Link } from './connection.js';
import { encodeEvent, type Names } from './wire.js';

/** The dead letters, each a message of a stream of their own. */
export interface NatsDeadLetters extends DeadLetters {
  /** Stores one for an event that was set aside; twice is once. */
  store(letter: Omit<DeadLetter, 'id'>): Promise<void>;
  /** The id of the letter of an event, if it is one. */
  idOf(event: OutboxEvent): Promise<string | undefined>;
}

/** The id for the engine's own memory of duplicates, of an event that came back from the dead letters. */
export const revivedId = (event: OutboxEvent, letterId: string): string => `${fingerprintOf(event)}.${letterId}`;

export function createDeadLetters(
  names: Names,
  link: () => Promise<Link>,
  announce: (pixelIds: Iterable<string>) => void,
): NatsDeadLetters {
  const store = async (letter: Omit<DeadLetter, 'id'>): Promise<void> => {
    const { js } = await link();
    const msgID = `${fingerprintOf(letter)}.${letter.setAsideAt}`;
    await js.publish(names.deadSubject(letter), JSON.stringify(letter), { msgID, retries: 2 });
  };

  const show = async (id: string): Promise<DeadLetter | undefined> => {
    const seq = Number(id);
    if (!Number.isSafeInteger(seq) || seq < 1) return undefined;
    const message = await (await link()).jsm.streams.getMessage(names.dead, { seq });
    return message ? { ...message.json<Omit<DeadLetter, 'id'>>(), id } : undefined;
  };

  const list = async (ids?: readonly string[]): Promise<DeadLetter[]> => {
    if (ids) return (await Promise.all(ids.map(show))).filter((letter) => letter !== undefined);
    const { js, jsm } = await link();
    const { state } = await jsm.streams.info(names.dead);
    if (state.messages === 0) return [];
    const letters: DeadLetter[] = [];
    const messages = await (await js.consumers.get(names.dead)).consume();
    for await (const message of messages) {
      letters.push({ ...message.json<Omit<DeadLetter, 'id'>>(), id: String(message.seq) });
      if (message.info.pending === 0) break;
    }
    return letters;
  };

  const remove = async (letters: readonly DeadLetter[]): Promise<void> => {
    const { jsm } = await link();
    for (const { id } of letters) await jsm.streams.deleteMessage(names.dead, Number(id), false);
  };

  return {
    store,
    async idOf(event) {
      const { jsm } = await link();
      const message = await jsm.streams.getMessage(names.dead, { last_by_subj: names.deadSubject(event) });
      return message ? String(message.seq) : undefined;
    },
    list: () => list(),
    show,
    async replay(ids) {
      const letters = await list(ids);
      const { js } = await link();
      for (const letter of letters) {
        // Ended in the middle and done again, it is a duplicate.
        const msgID = revivedId(letter, letter.id);
        await js.publish(names.eventSubject(letter.pixelId), encodeEvent(letter), { msgID, retries: 2 });
        await remove([letter]);
      }
      announce(letters.map(({ pixelId }) => pixelId));
      return letters.length;
    },
    async drop(ids) {
      const letters = await list(ids);
      await remove(letters);
      return letters.length;
    },
    async add(letters) {
      for (const { id, ...letter } of letters) {
        const known = await (await link()).jsm.streams.getMessage(names.dead, {
          last_by_subj: names.deadSubject(letter as DeadLetter),
        });
        if (known?.json<DeadLetter>().setAsideAt !== letter.setAsideAt) await store(letter);
      }
    },
  };
}
