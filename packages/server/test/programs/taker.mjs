import { createInterface } from 'node:readline';
import { createLmdbOutbox, createTwinbeam } from '@twinbeam/server';

/**
 * Accepts events into a store on disk, and sends none. Each input line is a call as JSON, each output line its result:
 * `track`: tracks a number of ids from server code, and returns how many were accepted; `put`: the same for events of a
 * page with a given name; `fill`: stores a number of other events; `pass`: sets the clock ahead.
 */
const [, , path, windowSize] = process.argv;
let aheadMs = 0;
const now = () => Date.now() + aheadMs;
const outbox = createLmdbOutbox({ path, now, sentMemory: { ms: 48 * 3_600_000, count: Number(windowSize) } });
const silent = () => undefined;
const logger = { info: silent, warn: silent, error: silent };
const twinbeam = createTwinbeam({ pixelId: '1', accessToken: 't', outbox, dispatch: false, now, logger });
const identity = { fbp: 'fb.1.1700000000000.42', userAgent: 'test', url: 'https://s.example/' };
const batch = 1_000;

const createEvent = (name, eventId) => ({ pixelId: '1', name, eventId, source: 'page', expiresAt: 1e15, json: '{}' });
const createIds = (prefix, count) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const count = (results, wanted) => results.filter((result) => result === wanted).length;
const summarize = (results) => ({
  accepted: count(results, 'accepted'),
  duplicate: count(results, 'duplicate'),
  others: results.length - count(results, 'accepted') - count(results, 'duplicate'),
});

const calls = {
  async track(prefix, number) {
    const ids = createIds(prefix, number);
    const results = await Promise.all(ids.map((eventId) => twinbeam.track('Lead', {}, { identity, eventId })));
    return summarize(results.map(({ status }) => status));
  },
  async put(name, prefix, number) {
    return summarize(await outbox.put(createIds(prefix, number).map((eventId) => createEvent(name, eventId))));
  },
  async fill(prefix, number) {
    const events = createIds(prefix, number).map((eventId) => createEvent('ViewContent', eventId));
    for (let start = 0; start < number; start += batch) await outbox.put(events.slice(start, start + batch));
    return number;
  },
  async pass(ms) {
    aheadMs += ms;
    return aheadMs;
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...args] = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(await calls[name](...args))}\n`);
}
await twinbeam.close();
