import { toQueueName } from '../lanes.js';
import type { Outbox } from '../outbox.js';
import type { NatsContext } from './context.js';
import { checkLease } from './prepare-consumer.js';

export const createReady =
  ({ connection, withLink, names, pullers }: NatsContext): Outbox['ready'] =>
  async (use) => {
    await connection.opened.catch(() => connection.get());
    const { pixelIds = [], leaseMs = 0 } = use ?? {};
    await withLink(async (link) => {
      for (const pixelId of pixelIds) {
        const puller = await pullers.open(link, toQueueName(pixelId, 'page'), leaseMs);
        checkLease(names, pixelId, puller.leaseMs, leaseMs);
      }
    });
  };
