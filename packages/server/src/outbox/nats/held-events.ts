import { hasMatchKey } from '../has-match-key.js';
import { type HeldEvents, type Hold, type HoldEnd, toExpiredDeadLetters, toHoldKey } from '../held-events.js';
import type { Outbox } from '../outbox.js';
import { toText } from './codec.js';
import { type Link, publishOptions } from './connection.js';
import type { NatsContext } from './context.js';
import { ignoreNotFound, isWrongSequence } from './errors.js';
import type { Names } from './names.js';

/** A hold and the sequence of its message. */
interface HeldMessage {
  sequence: number;
  hold: Hold;
}

/**
 * Creates the access to the held events. A hold is a message, which is found by its subject. A message in another
 * stream records how the hold has ended. That record is written first, and only once: so the first of several calls
 * decides, and the next call completes one that was interrupted.
 */
export function createNatsHeldEvents(context: NatsContext, put: Outbox['put']): HeldEvents {
  const { names, withLink, deadLetters } = context;

  const complete = async ({ jsm }: Link, { hold, sequence }: HeldMessage, end: HoldEnd): Promise<void> => {
    if (end === 'confirmed') await put(hold.events);
    if (end === 'expired') {
      for (const deadLetter of toExpiredDeadLetters(hold, hold.until)) await deadLetters.store(deadLetter);
    }
    await jsm.streams.deleteMessage(names.held, sequence, false).catch(ignoreNotFound);
  };

  return {
    add: (hold) =>
      withLink(async (link) => {
        const key = toHoldKey(hold.id);
        const ended = await readEnd(link, names, key);
        if (ended?.end === 'confirmed') return 'duplicate';
        if (ended) await link.jsm.streams.deleteMessage(names.endedHolds, ended.sequence, false).catch(ignoreNotFound);
        return (await publishFirst(link, names.heldSubject(key), JSON.stringify(hold))) ? 'accepted' : 'duplicate';
      }),
    end: (id, end) =>
      withLink(async (link) => {
        const key = toHoldKey(id);
        const message = await readHold(link, names, { last_by_subj: names.heldSubject(key) });
        let ended = await readEnd(link, names, key);
        if (!message) return { status: ended?.end ?? 'unknown', changed: false };
        const changed = !ended && (await publishFirst(link, names.endedHoldSubject(key), end));
        if (!changed) ended = await readEnd(link, names, key);
        const status = changed ? end : (ended?.end ?? end);
        await complete(link, message, status);
        return { status, changed };
      }),
    async *list() {
      for await (const { hold } of readHolds(await withLink(async (link) => link), names)) yield hold;
    },
  };
}

/** Publishes a message unless its subject already has one. Returns whether it was published. */
async function publishFirst({ js }: Link, subject: string, text: string): Promise<boolean> {
  try {
    await js.publish(subject, text, { ...publishOptions, expect: { lastSubjectSequence: 0 } });
    return true;
  } catch (error) {
    if (isWrongSequence(error)) return false;
    throw error;
  }
}

async function readEnd(
  { jsm }: Link,
  names: Names,
  key: string,
): Promise<{ end: HoldEnd; sequence: number } | undefined> {
  const message = await jsm.streams
    .getMessage(names.endedHolds, { last_by_subj: names.endedHoldSubject(key) })
    .catch(ignoreNotFound);
  return message ? { end: toText(message.data) as HoldEnd, sequence: message.seq } : undefined;
}

type HoldQuery = { last_by_subj: string } | { seq: number; next_by_subj: string };

async function readHold({ jsm }: Link, names: Names, query: HoldQuery): Promise<HeldMessage | undefined> {
  const message = await jsm.streams.getMessage(names.held, query).catch(ignoreNotFound);
  return message ? { sequence: message.seq, hold: JSON.parse(toText(message.data)) as Hold } : undefined;
}

/** Reads the holds, oldest first. */
async function* readHolds(link: Link, names: Names): AsyncGenerator<HeldMessage> {
  for (let seq = 1; ; ) {
    const message = await readHold(link, names, { seq, next_by_subj: names.heldSubject('*') });
    if (!message) return;
    yield message;
    seq = message.sequence + 1;
  }
}

/** Erases the holds that have one of these match keys. Returns how many. */
export async function forgetHolds(link: Link, names: Names, matchKeys: readonly string[]): Promise<number> {
  let forgotten = 0;
  for await (const { sequence, hold } of readHolds(link, names)) {
    if (!hold.events.some(({ json }) => hasMatchKey(json, matchKeys))) continue;
    const isErased = await link.jsm.streams.deleteMessage(names.held, sequence, true).catch(ignoreNotFound);
    if (isErased) forgotten++;
  }
  return forgotten;
}
