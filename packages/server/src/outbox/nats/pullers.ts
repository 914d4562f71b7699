import { parseQueueName } from '../lanes.js';
import type { Link } from './connection.js';
import type { Names } from './names.js';
import { prepareConsumer } from './prepare-consumer.js';
import { createPuller, type Puller } from './puller.js';

/** The pullers of the lanes that this process takes from, by the names of the queues. */
export interface Pullers {
  /** Returns the puller of a queue on this link; opens one, and its consumer, if there is none. */
  open(link: Link, queue: string, leaseMs: number): Promise<Puller>;
  /** Returns the puller of a queue, if one is open. */
  get(queue: string): Promise<Puller | undefined>;
  /** Closes the puller of a queue, whose consumer or connection may be gone. The next `open` opens another one. */
  retire(queue: string): void;
  /** Closes all pullers, and gives back messages that they have fetched in advance. */
  retireAll(): Promise<void>;
  /** Notes that there may be messages to take. */
  wake(queues: Iterable<string>): void;
  close(): Promise<void>;
}

export function createPullers(names: Names): Pullers {
  const pullers = new Map<string, Promise<Puller>>();

  const getOpened = async (queue: string): Promise<Puller | undefined> => pullers.get(queue)?.catch(() => undefined);
  const retire = (queue: string, retired: Promise<Puller> | undefined): void => {
    if (pullers.get(queue) === retired) pullers.delete(queue);
    retired?.then((puller) => puller.close()).catch(() => undefined);
  };
  const openNew = (link: Link, queue: string, wantedMs: number): Promise<Puller> => {
    const { pixelId, lane } = parseQueueName(queue);
    const consumer = names.consumer(pixelId, lane);
    const stream = names.stream(lane);
    const isQuarantined = lane === 'quarantine';
    const onGone = (): void => retire(queue, opening);
    const opening = prepareConsumer(link, names, { pixelId, lane }, wantedMs).then((leaseMs) =>
      createPuller({ nc: link.nc, stream, consumer, isQuarantined, leaseMs, onGone }),
    );
    pullers.set(queue, opening);
    opening.catch(onGone);
    return opening;
  };

  return {
    async open(link, queue, leaseMs) {
      for (;;) {
        const known = pullers.get(queue);
        if (!known) return openNew(link, queue, leaseMs);
        const puller = await known.catch(() => undefined);
        if (puller?.nc === link.nc) return puller;
        retire(queue, known);
      }
    },
    get: getOpened,
    retire: (queue) => retire(queue, pullers.get(queue)),
    async retireAll() {
      const retired = [...pullers.values()];
      pullers.clear();
      await Promise.all(retired.map(async (opening) => (await opening.catch(() => undefined))?.close()));
    },
    wake(queues) {
      for (const queue of new Set(queues)) void getOpened(queue).then((puller) => puller?.wake());
    },
    async close() {
      await Promise.all([...pullers.keys()].map(async (queue) => (await getOpened(queue))?.close()));
    },
  };
}
