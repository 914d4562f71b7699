import type { StoredMsg } from '@nats-io/jetstream';
import { parseQueueName, selectQueueName } from '../lanes.js';
import type { OutboxQueue, QueuedEvent } from '../outbox.js';
import { decodeEvent } from './codec.js';
import type { Link } from './connection.js';
import type { NatsContext } from './context.js';
import { ignoreNotFound } from './errors.js';
import { requeueEvent } from './lane-message.js';
import { toLastToken } from './names.js';

/** Creates the access to the pending and quarantined events. Messages are read from the engine one at a time. */
export function createNatsQueue(context: NatsContext): OutboxQueue {
  const { names, withLink, pullers } = context;

  const readAll = async (link: Link, streams: readonly string[], limit: number): Promise<QueuedEvent[]> => {
    const events: QueuedEvent[] = [];
    for (const stream of streams) {
      for await (const event of readEvents(link, stream)) {
        if (events.length >= limit) return events;
        events.push(event);
      }
    }
    return events;
  };
  const remove = async ({ jsm }: Link, { id, lane }: QueuedEvent): Promise<boolean> => {
    const isRemoved = await jsm.streams
      .deleteMessage(names.stream(lane), parseSequence(id), false)
      .catch(ignoreNotFound);
    return isRemoved ?? false;
  };
  const select = async (link: Link, ids: readonly string[] | undefined): Promise<QueuedEvent[]> => {
    if (!ids) return readAll(link, [names.quarantine], Number.POSITIVE_INFINITY);
    const selected: QueuedEvent[] = [];
    for (const id of ids) {
      const stream = id.startsWith('q') ? names.quarantine : names.events;
      const event = await readEvent(link, stream, parseSequence(id));
      if (event?.id === id) selected.push(event);
    }
    return selected;
  };

  return {
    list: (limit) => withLink((link) => readAll(link, [names.quarantine, names.events], limit)),
    drop: (ids) =>
      withLink(async (link) => {
        let removed = 0;
        for (const event of await select(link, ids)) if (await remove(link, event)) removed++;
        return removed;
      }),
    replay: (ids) =>
      withLink(async (link) => {
        const events = await select(link, ids);
        for (const event of events) {
          await requeueEvent(context, link, event);
          await remove(link, event);
        }
        pullers.wake(events.map(selectQueueName));
        return events.length;
      }),
  };
}

/** Parses the sequence of a message from an id, which begins with a letter in the quarantine. */
export const parseSequence = (id: string): number => Number(id.replace(/^q/, '').split('.')[0]);

/** Reads the events of a stream, oldest first. */
export async function* readEvents({ jsm }: Link, stream: string): AsyncGenerator<QueuedEvent> {
  const { state } = await jsm.streams.info(stream);
  for (let seq = state.first_seq; seq <= state.last_seq; ) {
    // Asks for the next message of any subject, because most sequence numbers belong to messages that are gone.
    const query = { seq, next_by_subj: '>' };
    const message = await jsm.streams.getMessage(stream, query).catch(ignoreNotFound);
    if (!message) return;
    const event = toQueuedEvent(message);
    if (event) yield event;
    seq = message.seq + 1;
  }
}

async function readEvent({ jsm }: Link, stream: string, seq: number): Promise<QueuedEvent | undefined> {
  if (!Number.isSafeInteger(seq) || seq < 1) return undefined;
  const message = await jsm.streams.getMessage(stream, { seq }).catch(ignoreNotFound);
  return message ? toQueuedEvent(message) : undefined;
}

function toQueuedEvent(message: StoredMsg): QueuedEvent | undefined {
  const { pixelId, lane } = parseQueueName(toLastToken(message.subject));
  const decoded = decodeEvent(pixelId, message.data);
  if (!decoded) return undefined;
  const { event, history } = decoded;
  const { storedAt = message.time.getTime(), attempts = 0, dueAt } = history;
  const id = `${lane === 'quarantine' ? 'q' : ''}${message.seq}`;
  return { ...event, id, storedAt, attempts, lane, ...(dueAt !== undefined && { dueAt }) };
}
