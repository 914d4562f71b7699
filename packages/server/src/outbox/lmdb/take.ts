import { isKnownDurably } from '../is-known-durably.js';
import { toQueueName } from '../lanes.js';
import type { Outbox, StoredEvent } from '../outbox.js';
import { setAsideDamaged } from './damaged-rows.js';
import { findUnleased } from './find-unleased.js';
import type { LeasedEvent } from './leases.js';
import { parseStoredEvent, type QueueKey, readFingerprint, selectTable, toEventId } from './schema.js';
import type { LmdbStore } from './store.js';

export const createTake =
  (store: LmdbStore): Outbox['take'] =>
  (pixelId, max, leaseMs, { lane = 'page', maxLength = Number.POSITIVE_INFINITY } = {}) =>
    store.change(() => {
      const { tables, leases, known, now } = store;
      const taken: StoredEvent[] = [];
      const name = toQueueName(pixelId, lane);
      const leased = leases.findLeased(name);
      const events: LeasedEvent[] = [];
      const table = selectTable(tables, [name, 0, 0, 0]);
      const start = findUnleased(table, name, leased);
      if (!start) return taken;
      const end: QueueKey = [name, now() + 1, 0, 0];
      let length = 0;
      for (const { key, value } of table.getRange({ start, end })) {
        if (taken.length >= max) break;
        if (leased.has(toEventId(key))) continue;
        const event = parseStoredEvent(key, value);
        if (!event) {
          setAsideDamaged(store, table, key);
          continue;
        }
        const fingerprint = readFingerprint(event, value);
        if (event.source === 'server') known.add(fingerprint, 'server');
        else if (known.isOfServer(fingerprint)) {
          // What server code has said since takes its place.
          void table.remove(key);
          continue;
        }
        length += event.json.length;
        if (length > maxLength && taken.length > 0) break;
        events.push({ key, fingerprint, source: event.source, isDurable: isKnownDurably(event) });
        taken.push(event);
      }
      if (events.length > 0) leases.lease(name, events, leaseMs);
      return taken;
    });
