import type { Outbox, OutboxError, OutboxEvent, PutResult, StoredEvent } from '../outbox.js';
import { createConnection, isUnanswered, type Link, publishing, toOutboxError } from './connection.js';
import { createDeadLetters } from './dead-letters.js';
import { createHand } from './hand.js';
import { createHolds } from './holds.js';
import { type NatsOutboxOptions, resolveNatsOptions } from './options.js';
import { createPuller, type Delivery, type Puller } from './puller.js';
import { checkLease, notFound, prepareConsumer, prepareStreams } from './streams.js';
import { decodeEvent, encodeEvent, lastToken, messageIds, namesOf, textOf } from './wire.js';

/** Bytes that are kept of a message that is no event. */
const maxForeign = 10_000;

/**
 * An outbox in NATS JetStream, for shops of more than one server: any server puts, any dispatcher sends. The streams
 * and the consumer of each pixel are made when they are not there, and checked when they are. Throws `OutboxError` for
 * options that cannot work; what the engine says comes with `ready` and the first `put`.
 *
 * @example
 * createTwinbeam({ outbox: createNatsOutbox({ servers: ['nats-1:4222', 'nats-2:4222', 'nats-3:4222'] }) });
 */
export function createNatsOutbox(given: NatsOutboxOptions): Outbox {
  const options = resolveNatsOptions(given);
  const where = options.servers.join(', ');
  const names = namesOf(options.stream);
  const putListeners = new Set<(pixelId: string) => void>();
  const stateListeners = new Set<(problem: OutboxError | undefined) => void>();
  const pullers = new Map<string, Promise<Puller>>();
  const hand = createHand();

  const connection = createConnection(options, {
    async prepare(link) {
      await prepareStreams(link, names, options, given);
      await holds.follow(link);
    },
    resume: (link) => holds.refresh(link),
    onState(problem) {
      for (const listener of stateListeners) listener(problem);
    },
  });
  const holds = createHolds(names, connection.get);

  const announce = (pixelIds: Iterable<string>): void => {
    for (const pixelId of new Set(pixelIds)) {
      pullers.get(pixelId)?.then(
        (puller) => puller.wake(),
        () => undefined,
      );
      for (const listener of putListeners) listener(pixelId);
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

  /** The consumer may be gone, or the connection: what needs it next opens another. */
  const retire = (pixelId: string, retired: Promise<Puller> | undefined): void => {
    if (pullers.get(pixelId) === retired) pullers.delete(pixelId);
    retired?.then((puller) => puller.close()).catch(() => undefined);
  };
  const openPuller = (link: Link, pixelId: string, wantedMs: number): Promise<Puller> => {
    const opening = prepareConsumer(link, names, pixelId, wantedMs).then((leaseMs) =>
      createPuller(link.nc, names.events, names.consumer(pixelId), leaseMs, () => retire(pixelId, opening)),
    );
    pullers.set(pixelId, opening);
    opening.catch(() => retire(pixelId, opening));
    return opening;
  };
  const pullerOf = async (link: Link, pixelId: string, leaseMs: number): Promise<Puller> => {
    for (;;) {
      const known = pullers.get(pixelId);
      if (!known) return openPuller(link, pixelId, leaseMs);
      const puller = await known.catch(() => undefined);
      if (puller?.nc === link.nc) return puller;
      retire(pixelId, known);
    }
  };

  const publish = async ({ js, jsm }: Link, event: OutboxEvent, msgID: string): Promise<PutResult> => {
    const subject = names.eventSubject(event.pixelId);
    const text = encodeEvent(event);
    try {
      const { duplicate } = await js.publish(subject, text, { ...publishing, msgID });
      if (!duplicate) return 'accepted';
    } catch (error) {
      // Somebody has removed the stream: whoever tries again finds it made anew.
      if (isUnanswered(error) && !(await jsm.streams.info(names.events).catch(notFound))) {
        await prepareStreams({ js, jsm, nc: (await connection.get()).nc }, names, options, given);
      }
      throw error;
    }
    // The engine remembers what was set aside, too: that may be accepted again, once for each letter.
    const letterId = await dead.idOf(event);
    if (letterId === undefined) return 'duplicate';
    const again = await js.publish(subject, text, { ...publishing, msgID: messageIds.revived(event, letterId) });
    return again.duplicate ? 'duplicate' : 'accepted';
  };

  /** Publishes all; when some fail, the others are stored and announced all the same. */
  const publishAll = <Event extends OutboxEvent>(
    events: readonly Event[],
    idOf: (event: Event) => string,
  ): Promise<PutResult[]> =>
    withLink(async (link) => {
      const outcomes = await Promise.allSettled(events.map((event) => publish(link, event, idOf(event))));
      announce(events.map(({ pixelId }) => pixelId));
      return outcomes.map((outcome) => {
        if (outcome.status === 'rejected') throw outcome.reason;
        return outcome.value;
      });
    });

  /** What is no event of ours is put where a person finds it, so that it is not in the way of those that are. */
  const setAsideForeign = async ({ nc }: Link, pixelId: string, delivery: Delivery): Promise<void> => {
    await dead.store({
      pixelId,
      name: '',
      eventId: String(delivery.sequence),
      expiresAt: 0,
      // Enough to see what it is, and never more than a message may hold.
      json: JSON.stringify(textOf(delivery.data.subarray(0, maxForeign))),
      storedAt: delivery.storedAt,
      attempts: 0,
      reason: `It is no event that this version can read. Who else writes to ${names.eventSubject(pixelId)}?`,
      setAsideAt: Date.now(),
    });
    await hand.end(nc, delivery);
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

    put: (events) => publishAll(events, messageIds.put),
    adopt: (events) => publishAll(events, messageIds.adopted),

    take: (pixelId, max, leaseMs, maxLength = Number.POSITIVE_INFINITY) =>
      withLink(async (link) => {
        const puller = await pullerOf(link, pixelId, leaseMs);
        const taken: StoredEvent[] = [];
        try {
          for (const delivery of await puller.take(max, maxLength)) {
            const event = decodeEvent(pixelId, delivery.data);
            if (!event) await setAsideForeign(link, pixelId, delivery);
            const held = event && hand.hold(link.nc, pixelId, delivery);
            if (!held) continue;
            const { id, attempts, storedAt, firstTriedAt } = held;
            taken.push({ ...event, id, attempts, storedAt, ...(firstTriedAt && { firstTriedAt }) });
          }
        } catch (error) {
          retire(pixelId, pullers.get(pixelId));
          throw error;
        }
        return taken;
      }),

    extend: (ids) => withLink(({ nc }) => hand.extend(nc, ids)),
    confirm: (ids) => withLink(({ nc }) => hand.confirm(nc, ids)),
    release: (ids) => withLink(({ nc }) => hand.confirm(nc, ids)),
    postpone: (ids, until, { untried = false } = {}) =>
      withLink(({ nc }) => hand.postpone(nc, ids, until - Date.now(), untried)),

    setAside: (ids, reason) =>
      withLink(async ({ nc, jsm }) => {
        const count = async (): Promise<number> => (await jsm.streams.info(names.dead)).state.messages;
        const before = await count();
        let added = 0;
        for (const id of ids) {
          const held = hand.get(id);
          const event = held && decodeEvent(held.pixelId, held.data);
          if (!event) continue;
          const { storedAt, attempts, firstTriedAt = reason.lastTriedAt } = held;
          const letter = { ...event, ...reason, storedAt, attempts, ...(firstTriedAt && { firstTriedAt }) };
          await dead.store({ ...letter, setAsideAt: Date.now() });
          await hand.end(nc, held);
          added++;
        }
        return Math.max(0, before + added - (await count()));
      }),

    async nextDue(pixelId) {
      const puller = await pullers.get(pixelId)?.catch(() => undefined);
      return puller?.isIdle() ? undefined : Date.now();
    },

    onPut(listener) {
      putListeners.add(listener);
      return () => putListeners.delete(listener);
    },

    arrival: (pixelId, signal) =>
      withLink(async () => {
        await (await pullers.get(pixelId))?.arrival(signal);
      }),

    holds: {
      get: holds.get,
      set: (pixelId, hold) => withLink(() => holds.set(pixelId, hold)),
    },

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

    onState: (listener) => void stateListeners.add(listener),

    async close() {
      for (const puller of pullers.values()) await (await puller.catch(() => undefined))?.close();
      await connection.close();
    },
  };
}
