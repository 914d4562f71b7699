import { expect, it } from 'vitest';
import { createGraphClient } from '../graph/client.js';
import type { Fetch } from '../graph/http.js';
import { createMemoryOutbox } from '../outbox/memory/memory.js';
import type { StoredEvent } from '../outbox/outbox.js';
import { createBatchLease } from './batch-lease.js';
import { sendBatch } from './send-batch.js';

const leaseMs = 30_000;
/** Duration of a request: so long that the lease is renewed before the third one. */
const requestMs = 10_000;
const eventIds = ['bad', 'a', 'b', 'c', 'd', 'e', 'f', 'g'];

const toEvent = (eventId: string) => ({
  pixelId: '1',
  name: 'Lead',
  eventId,
  source: 'page' as const,
  expiresAt: 1e15,
  json: JSON.stringify({ event_id: eventId }),
});

const createGraph = (fetch: Fetch) =>
  createGraphClient({
    pixelId: '1',
    accessToken: 'token',
    graphUrl: 'https://graph.facebook.com',
    graphVersion: 'v26.0',
    timeoutMs: 10_000,
    fetch,
  });
const createOptions = (fetch: Fetch) => ({
  graph: createGraph(fetch),
  signal: new AbortController().signal,
  maxRefusals: 20,
  onFailed: async (failed: StoredEvent[]) => failed,
  readTimeoutMs: () => 10_000,
});

/** Takes the events of an outbox, and sends them to a Graph that refuses every request containing the event `bad`. */
async function sendAll() {
  let time = 0;
  const accepted: string[] = [];
  const fetch: Fetch = async (_url, { body }) => {
    time += requestMs;
    const { data } = JSON.parse(body.toString()) as { data: { event_id: string }[] };
    const ids = data.map(({ event_id }) => event_id);
    if (ids.includes('bad'))
      return Response.json({ error: { code: 100, message: 'Invalid parameter' } }, { status: 400 });
    accepted.push(...ids);
    return Response.json({ events_received: ids.length });
  };
  const outbox = createMemoryOutbox({ now: () => time });
  await outbox.put(eventIds.map(toEvent));
  const events = await outbox.take('1', eventIds.length, leaseMs);
  const lease = createBatchLease(outbox, events, leaseMs, time, () => time);
  const outcome = await sendBatch(events, {
    ...createOptions(fetch),
    onDelivered: async (delivered) => lease.remove(delivered),
    keepLease: lease.keep,
  });
  return { ...outcome, accepted };
}

it('sends each event of a batch once, also when its lease is renewed between the requests', async () => {
  const { accepted, refused, unsent } = await sendAll();
  expect(accepted.sort()).toEqual(eventIds.slice(1));
  expect(refused.map(({ event }) => event.eventId)).toEqual(['bad']);
  expect(unsent).toEqual([]);
});

it.each([
  ['gives back no event that another dispatcher has taken meanwhile', ['a', 'b'], ['b'], 1],
  ['sends nothing when others have taken all', ['a', 'b'], [], 0],
])('%s', async (_name, taken, kept, requestCount) => {
  let requests = 0;
  const outbox = createMemoryOutbox();
  await outbox.put(taken.map(toEvent));
  const outcome = await sendBatch(await outbox.take('1', taken.length, leaseMs), {
    ...createOptions(async () => {
      requests++;
      return new Response('', { status: 503 });
    }),
    onDelivered: async () => undefined,
    keepLease: async (events) => events.filter(({ eventId }) => kept.includes(eventId)),
  });
  expect(outcome.unsent.map(({ eventId }) => eventId)).toEqual(kept);
  expect(requests).toBe(requestCount);
});
