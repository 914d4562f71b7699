import { fingerprintOf } from '../fingerprint.js';
import type { Outbox, OutboxEvent, PutResult, StoredEvent } from '../outbox.js';
import { createConnection, type Link, toOutboxError } from './connection.js';
import { createDeadLetters, revivedId } from './dead-letters.js';
import { createHand } from './hand.js';
import { createHolds } from './holds.js';
import { type NatsOutboxOptions, resolveNatsOptions } from './options.js';
import { createPuller, type Puller } from './puller.js';
import { checkLease, prepareConsumer, prepareStreams } from './streams.js';
import { decodeEvent, encodeEvent, lastToken, namesOf } from './wire.js';

/** A publish is tried twice within the time that one waits for the engine. */
const publishing = { timeout: 2_000, retries: 2 };

/**
 * An outbox in NATS JetStream, for shops of more than one server: any server puts, any dispatcher sends. The streams
 * and the consumer of each pixel are made when they are not there, and checked when they are.
 *
 * @example
 * createTwinbeam({ outbox: createNatsOutbox({ servers: ['nats-1:4222', 'nats-2:4222', 'nats-3:4222'] }) });
 */
export function createNatsOutbox(given: NatsOutboxOptions): Outbox {
  const options = resolveNatsOptions(given);
  const where = options.servers.join(', ');
  const names = namesOf(options.stream);
  const listeners = new Set<(pixelId: string) => void>();
  const pullers = new Map<string, Promise<Puller>>();
  const hand = createHand();

  const connection = createConnection(
    options,
    async (link) => {
      await prepareStreams(link, names, options, given);
      // Of the link before.
      pullers.clear();
      await holds.follow(link);
    },
    (link) => holds.refresh(link),
  );
  const holds = createHolds(names, connection.get);

  const announce = (pixelIds: Iterable<string>): void => {
    for (const pixelId of new Set(pixelIds)) {
      pullers.get(pixelId)?.then(
        (puller) => puller.wake(),
        () => undefined,
      );
      for (const listener of listeners) listener(pixelId);
    }
  };
  const dead = createDeadLetters(names, connection.get, announce);

  /** Runs what needs the engine; what goes wrong is an `OutboxError`. */
  const withLink = async <Result>(run: (link: Link) => Promise<Result>): Promise<Result> => {
    try {
      return await run(await connection.get());
    } catch (error) {
      throw toOutboxError(error, where);
    }
  };

  const pullerOf = async (link: Link, pixelId: string, leaseMs: number): Promise<Puller> => {
    let puller = pullers.get(pixelId);
    if (!puller) {
      puller = prepareConsumer(link, names, pixelId, leaseMs).then((found) =>
        createPuller(link.nc, names.events, names.consumer(pixelId), found),
      );
      pullers.set(pixelId, puller);
    }
    try {
      return await puller;
    } catch (error) {
      pullers.delete(pixelId);
      throw error;
    }
  };

  const publish = async ({ js }: Link, event: OutboxEvent): Promise<PutResult> => {
    const subject = names.eventSubject(event.pixelId);
    const text = encodeEvent(event);
    const { duplicate } = await js.publish(subject, text, { ...publishing, msgID: fingerprintOf(event) });
    if (!duplicate) return 'accepted';
    // The engine remembers what was set aside, too: that may be accepted again, once for each letter.
    const letterId = await dead.idOf(event);
    if (letterId === undefined) return 'duplicate';
    const again = await js.publish(subject, text, { ...publishing, msgID: revivedId(event, letterId) });
    return again.duplicate ? 'duplicate' : 'accepted';
  };

  return {
    durable: true,
    pollMs: 1_000,

    async ready(use) {
      await connection.opened.catch(() => connection.get());
      if (!use) return;
      const { pixelIds, leaseMs } = use;
      await withLink(async (link) => {
        for (const pixelId of pixelIds) {
          const puller = await pullerOf(link, pixelId, leaseMs);
          checkLease(names, pixelId, puller.leaseMs, leaseMs);
        }
      });
    },

    put: (events) =>
      withLink(async (link) => {
        const results = await Promise.all(events.map((event) => publish(link, event)));
        announce(events.map(({ pixelId }) => pixelId));
        return results;
      }),

    take: (pixelId, max, leaseMs, maxLength = Number.POSITIVE_INFINITY) =>
      withLink(async (link) => {
        const puller = await pullerOf(link, pixelId, leaseMs);
        try {
          return (await puller.take(max, maxLength)).map((delivery): StoredEvent => {
            const { id, attempts, firstTriedAt } = hand.hold(pixelId, delivery);
            const event = decodeEvent(pixelId, delivery.data);
            return { ...event, id, attempts, storedAt: delivery.storedAt, ...(firstTriedAt && { firstTriedAt }) };
          });
        } catch (error) {
          // The consumer may be gone; it is made again.
          pullers.delete(pixelId);
          throw error;
        }
      }),

    extend: (ids) => withLink(({ nc }) => hand.extend(nc, ids)),
    confirm: (ids) => withLink(({ nc }) => hand.confirm(nc, ids)),
    postpone: (ids, until, { untried = false } = {}) =>
      withLink(({ nc }) => hand.postpone(nc, ids, until - Date.now(), untried)),

    setAside: (ids, reason) =>
      withLink(async ({ nc, jsm }) => {
        const count = async (): Promise<number> => (await jsm.streams.info(names.dead)).state.messages;
        const before = await count();
        let added = 0;
        for (const id of ids) {
          const held = hand.get(id);
          if (!held) continue;
          const firstTriedAt = held.firstTriedAt ?? reason.lastTriedAt;
          const { pixelId, data, storedAt, attempts } = held;
          const event = { ...decodeEvent(pixelId, data), storedAt, attempts, ...(firstTriedAt && { firstTriedAt }) };
          await dead.store({ ...event, ...reason, setAsideAt: Date.now() });
          await hand.end(nc, id);
          added++;
        }
        return Math.max(0, before + added - (await count()));
      }),

    async nextDue(pixelId) {
      const puller = await pullers.get(pixelId)?.catch(() => undefined);
      return puller?.isIdle() ? undefined : Date.now();
    },

    onPut(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    arrival: async (pixelId, signal) => {
      const puller = await pullers.get(pixelId);
      await puller?.arrival(signal);
    },

    holds,

    pixels: () =>
      withLink(async ({ jsm }) => {
        const { state } = await jsm.streams.info(names.events, { subjects_filter: '>' });
        return Object.keys(state.subjects ?? {}).map(lastToken);
      }),

    stats: () =>
      withLink(async ({ nc, jsm }) => {
        const [events, letters] = await Promise.all([names.events, names.dead].map((name) => jsm.streams.info(name)));
        const { messages = 0, first_ts } = events?.state ?? {};
        const { version = '' } = nc.info ?? {};
        return {
          pending: messages,
          oldest: messages > 0 && first_ts ? Date.parse(first_ts) : undefined,
          deadLetters: letters?.state.messages ?? 0,
          engine: {
            name: 'nats',
            servers: where,
            version,
            stream: names.events,
            replicas: events?.config.num_replicas ?? 1,
            ...(events?.cluster?.leader && { leader: events.cluster.leader }),
          },
        };
      }),

    deadLetters: {
      list: () => withLink(() => dead.list()),
      show: (id) => withLink(() => dead.show(id)),
      replay: (ids) => withLink(() => dead.replay(ids)),
      drop: (ids) => withLink(() => dead.drop(ids)),
      add: (letters) => withLink(() => dead.add(letters)),
    },

    async close() {
      for (const puller of pullers.values()) (await puller.catch(() => undefined))?.close();
      await connection.close();
    },
  };
}
