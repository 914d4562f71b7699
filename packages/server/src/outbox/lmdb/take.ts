import { toFingerprint } from '../fingerprint.js';
import type { Outbox, StoredEvent } from '../outbox.js';
import type { LeasedEvent } from './leases.js';
import { type QueueKey, toEventId, toStoredEvent } from './schema.js';
import type { LmdbStore } from './store.js';

export const createTake =
  ({ change, tables, leases, now }: LmdbStore): Outbox['take'] =>
  (pixelId, max, leaseMs, maxLength = Number.POSITIVE_INFINITY) =>
    change(() => {
      const taken: StoredEvent[] = [];
      const leased = leases.findLeased(pixelId);
      const events: LeasedEvent[] = [];
      const start: QueueKey = [pixelId, 0, 0, 0];
      const end: QueueKey = [pixelId, now() + 1, 0, 0];
      let length = 0;
      for (const { key, value } of tables.queue.getRange({ start, end })) {
        if (taken.length >= max) break;
        if (leased.has(toEventId(key))) continue;
        const event = toStoredEvent(key, value);
        length += event.json.length;
        if (length > maxLength && taken.length > 0) break;
        events.push({ key, fingerprint: toFingerprint(event) });
        taken.push(event);
      }
      if (events.length > 0) leases.lease(pixelId, events, leaseMs);
      return taken;
    });
