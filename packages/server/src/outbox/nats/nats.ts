import { toQueueName } from '../lanes.js';
import type { Outbox } from '../outbox.js';
import { withIdCheck } from '../with-id-check.js';
import { createContext } from './context.js';
import { createForget } from './forget.js';
import { createNatsHeldEvents } from './held-events.js';
import type { NatsOutboxOptions } from './options.js';
import { createPostpone } from './postpone.js';
import { createPut } from './put.js';
import { createNatsQueue } from './queue.js';
import { createReady } from './ready.js';
import { createSetAside } from './set-aside.js';
import { readPixels, readStats, readStoreId } from './stats.js';
import { createTake } from './take.js';

/**
 * Creates an outbox in NATS JetStream, for sites with more than one server: any server puts events, any dispatcher
 * sends them. The streams and the consumers of each pixel are created if they are missing, and checked if they exist.
 * Needs the packages `@nats-io/transport-node` and `@nats-io/jetstream`, which are loaded when it connects. Throws
 * `OutboxError` for options that cannot work; errors of the engine come with `ready` and the first `put`.
 *
 * @example
 * import { createNatsOutbox } from '@twinbeam/server/nats';
 * createTwinbeam({ outbox: createNatsOutbox({ servers: ['nats-1:4222', 'nats-2:4222', 'nats-3:4222'] }) });
 */
export function createNatsOutbox(options: NatsOutboxOptions): Outbox {
  const context = createContext(options);
  const { withLink, unacked, pauses, withdrawals, deadLetters, pullers, connection } = context;
  const put = createPut(context);

  return {
    durable: true,
    ready: createReady(context),
    put,
    checkWritable: () => withLink((link) => context.space.check(link)),
    take: createTake(context),
    extend: (ids) => withLink(({ nc }) => unacked.extend(nc, ids)),
    // `moved` makes no difference: the engine remembers message ids for its window of duplicates in any case.
    confirm: (ids) => withLink(({ nc }) => unacked.confirm(nc, ids)),
    postpone: createPostpone(context),
    setAside: createSetAside(context),
    waitForDue: (pixelId, signal, lane = 'page') =>
      withLink(async () => (await pullers.get(toQueueName(pixelId, lane)))?.waitForMessage(signal)),
    pauses: {
      list: pauses.list,
      set: (pixelId, pause) => withLink(() => pauses.set(pixelId, pause)),
      end: (pixelId, tokenHash) => withLink(() => pauses.end(pixelId, tokenHash)),
    },
    withdrawals: {
      add: (added) => withLink(() => withdrawals.add(added)),
      find: withdrawals.find,
      size: withdrawals.size,
      list: withdrawals.list,
    },
    pixels: () => withLink((link) => readPixels(context, link)),
    storeIds: () => withLink(async (link) => [await readStoreId(context, link)]),
    stats: () => withLink((link) => readStats(context, link)),
    deadLetters: withIdCheck({
      list: (limit) => withLink(() => deadLetters.list(limit)),
      show: (id) => withLink(() => deadLetters.show(id)),
      replay: (ids) => withLink(() => deadLetters.replay(ids)),
      drop: (ids) => withLink(() => deadLetters.drop(ids)),
      dropAll: () => withLink(() => deadLetters.dropAll()),
      countBefore: (time) => withLink(() => deadLetters.countBefore(time)),
      dropBefore: (time) => withLink(() => deadLetters.dropBefore(time)),
      add: (added) => withLink(() => deadLetters.add(added)),
    }),
    held: createNatsHeldEvents(context, put),
    queue: withIdCheck(createNatsQueue(context)),
    forget: createForget(context),
    onStateChange: context.onStateChange,
    async close() {
      await pullers.close();
      await connection.close();
    },
  };
}
