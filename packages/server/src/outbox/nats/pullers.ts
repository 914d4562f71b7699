import type { Link } from './connection.js';
import type { Names } from './names.js';
import { prepareConsumer } from './prepare-consumer.js';
import { createPuller, type Puller } from './puller.js';

/** The pullers of all pixels that this process takes from. */
export interface Pullers {
  /** Returns the puller of a pixel on this link; opens one, and its consumer, if there is none. */
  open(link: Link, pixelId: string, leaseMs: number): Promise<Puller>;
  /** Returns the puller of a pixel, if one is open. */
  get(pixelId: string): Promise<Puller | undefined>;
  /** Closes the puller of a pixel: its consumer may be gone, or the connection. The next `open` opens another. */
  retire(pixelId: string): void;
  /** Notes that there may be something to take. */
  wake(pixelIds: Iterable<string>): void;
  close(): Promise<void>;
}

export function createPullers(names: Names): Pullers {
  const pullers = new Map<string, Promise<Puller>>();

  const getSettled = async (pixelId: string): Promise<Puller | undefined> =>
    pullers.get(pixelId)?.catch(() => undefined);
  const retire = (pixelId: string, retired: Promise<Puller> | undefined): void => {
    if (pullers.get(pixelId) === retired) pullers.delete(pixelId);
    retired?.then((puller) => puller.close()).catch(() => undefined);
  };
  const openNew = (link: Link, pixelId: string, wantedMs: number): Promise<Puller> => {
    const consumer = names.consumer(pixelId);
    const onGone = (): void => retire(pixelId, opening);
    const opening = prepareConsumer(link, names, pixelId, wantedMs).then((leaseMs) =>
      createPuller({ nc: link.nc, stream: names.events, consumer, leaseMs, onGone }),
    );
    pullers.set(pixelId, opening);
    opening.catch(onGone);
    return opening;
  };

  return {
    async open(link, pixelId, leaseMs) {
      for (;;) {
        const known = pullers.get(pixelId);
        if (!known) return openNew(link, pixelId, leaseMs);
        const puller = await known.catch(() => undefined);
        if (puller?.nc === link.nc) return puller;
        retire(pixelId, known);
      }
    },
    get: getSettled,
    retire: (pixelId) => retire(pixelId, pullers.get(pixelId)),
    wake(pixelIds) {
      for (const pixelId of new Set(pixelIds)) void getSettled(pixelId).then((puller) => puller?.wake());
    },
    async close() {
      for (const pixelId of pullers.keys()) await (await getSettled(pixelId))?.close();
    },
  };
}
