import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLmdbOutbox, type Outbox, type OutboxEvent } from '@twinbeam/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture, track } from './support/fixture.js';
import { wait } from './support/wait-for.js';

/** Several requests of a pixel in flight, over real HTTP, to a Meta that responds late. */

let fixture: Fixture;
beforeEach(async () => {
  fixture = await createFixture((folder) => ({ outbox: `lmdb:${folder}` }));
});
afterEach(() => fixture.close());

/** A request as Graph received it: the ids of its events, and a function to respond. */
interface GraphRequest {
  ids: string[];
  isOpen: boolean;
  respond(status?: number): void;
}

/** Starts a Graph that responds when it is told to, or at once. */
async function startGraph() {
  const requests: GraphRequest[] = [];
  const state = { respondsAtOnce: false };
  const server: Server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const { data } = JSON.parse(Buffer.concat(chunks).toString()) as { data: { event_id: string }[] };
    const request: GraphRequest = {
      ids: data.map(({ event_id }) => event_id),
      isOpen: true,
      respond(status = 200) {
        request.isOpen = false;
        res.writeHead(status, { 'content-type': 'application/json' });
        res.end(JSON.stringify(status === 200 ? { events_received: data.length } : { error: { code: 2 } }));
      },
    };
    requests.push(request);
    if (state.respondsAtOnce) request.respond();
  }).listen(0);
  await new Promise((resolve) => server.once('listening', resolve));
  fixture.closeLater(() => {
    server.closeAllConnections();
    server.close();
  });
  const open = () => requests.filter(({ isOpen }) => isOpen);
  return {
    requests,
    open,
    graphUrl: `http://localhost:${(server.address() as AddressInfo).port}`,
    /** Responds at once from now on, and to all waiting requests. */
    respondAtOnce() {
      state.respondsAtOnce = true;
      for (const request of open()) request.respond();
    },
  };
}

const createEvents = (prefix: string, count: number, source: OutboxEvent['source'] = 'page'): OutboxEvent[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ pixelId: '1', name: 'Lead', eventId: `${prefix}${index}`, source, expiresAt: Date.now() + 1e9 },
    json: JSON.stringify({ event_name: 'Lead', event_id: `${prefix}${index}`, event_time: 1 }),
  }));

/** Waits longer than a lane takes to send all that it may. */
const settle = () => wait(400);
const timeoutMs = 10_000;

describe('requests in flight', () => {
  it('are at most four, with full batches in order of due time and no event twice', async () => {
    const graph = await startGraph();
    const outbox = createLmdbOutbox({ path: fixture.folder });
    await outbox.put(createEvents('e', 6_500));
    const taken = { now: 0, most: 0 };
    const counting: Outbox = {
      ...outbox,
      async take(...args) {
        const events = await outbox.take(...args);
        taken.now += events.length;
        taken.most = Math.max(taken.most, taken.now);
        return events;
      },
      async confirm(ids) {
        taken.now -= ids.length;
        return outbox.confirm(ids);
      },
    };
    const twinbeam = fixture.start({ outbox: counting, graphUrl: graph.graphUrl, timeoutMs });
    await expect.poll(() => graph.open().length).toBe(4);
    await settle();
    expect(graph.open()).toHaveLength(4);
    // A response to any request lets the next one be sent.
    graph.requests[2]?.respond();
    await expect.poll(() => graph.requests.length).toBe(5);
    graph.respondAtOnce();
    expect(await twinbeam.flush(10_000)).toBe(true);
    const sent = graph.requests.flatMap(({ ids }) => ids);
    expect(sent).toEqual(createEvents('e', 6_500).map(({ eventId }) => eventId));
    expect(graph.requests.map(({ ids }) => ids.length)).toEqual([...Array(6).fill(1_000), 500]);
    // One batch is taken in advance.
    expect(taken.most).toBeLessThanOrEqual(5_000);
  }, 30_000);

  it('are four with events of very different sizes', async () => {
    const graph = await startGraph();
    const outbox = createLmdbOutbox({ path: fixture.folder });
    const events = createEvents('e', 1_500).map((event, index) => ({
      ...event,
      json: JSON.stringify({ event_id: event.eventId, text: 'x'.repeat(index % 50 === 49 ? 160_000 : 1_000) }),
    }));
    await outbox.put(events);
    const twinbeam = fixture.start({ outbox, graphUrl: graph.graphUrl, timeoutMs });
    await expect.poll(() => graph.open().length).toBe(4);
    graph.respondAtOnce();
    expect(await twinbeam.flush(10_000)).toBe(true);
    // Requests sent at the same moment may arrive in another order.
    const toNumber = ([first = '']: string[]) => Number(first.slice(1));
    const sent = graph.requests.map(({ ids }) => ids).sort((one, other) => toNumber(one) - toNumber(other));
    expect(sent.flat()).toEqual(events.map(({ eventId }) => eventId));
  }, 20_000);

  it('are one while events do not fill a batch: the others are sent together after its response', async () => {
    const graph = await startGraph();
    const twinbeam = fixture.start({ graphUrl: graph.graphUrl, timeoutMs });
    await track(twinbeam, 'a');
    await expect.poll(() => graph.requests.length).toBe(1);
    for (const eventId of ['b', 'c', 'd']) await track(twinbeam, eventId);
    await settle();
    expect(graph.requests).toHaveLength(1);
    graph.respondAtOnce();
    expect(await twinbeam.flush(10_000)).toBe(true);
    expect(graph.requests.map(({ ids }) => ids)).toEqual([['a'], ['b', 'c', 'd']]);
  });

  it('leave the next slot to server code', async () => {
    const graph = await startGraph();
    const outbox = createLmdbOutbox({ path: fixture.folder });
    await outbox.put(createEvents('e', 6_000));
    const twinbeam = fixture.start({ outbox, graphUrl: graph.graphUrl, timeoutMs });
    await expect.poll(() => graph.open().length).toBe(4);
    await outbox.put(createEvents('purchase', 1, 'server'));
    await settle();
    graph.requests[3]?.respond();
    await expect.poll(() => graph.requests[4]?.ids).toEqual(['purchase0']);
    graph.respondAtOnce();
    expect(await twinbeam.flush(10_000)).toBe(true);
  }, 20_000);

  it('are one while Meta fails; four failures together count as one, and nothing is lost', async () => {
    const graph = await startGraph();
    const outbox = createLmdbOutbox({ path: fixture.folder });
    await outbox.put(createEvents('e', 5_000));
    const twinbeam = fixture.start({ outbox, graphUrl: graph.graphUrl, timeoutMs });
    await expect.poll(() => graph.open().length).toBe(4);
    for (const request of graph.open()) request.respond(500);
    await expect.poll(() => graph.requests.length).toBe(5);
    await settle();
    expect(graph.open()).toHaveLength(1);
    const waits = [...fixture.logged.join().matchAll(/"retryInMs":(\d+)/g)].map(([, ms]) => Number(ms));
    // Further lines with the same text are only counted.
    expect(waits).toHaveLength(2);
    expect(Math.max(...waits)).toBeLessThanOrEqual(500);
    graph.respondAtOnce();
    expect(await twinbeam.flush(10_000)).toBe(true);
    expect(new Set(graph.requests.flatMap(({ ids }) => ids)).size).toBe(5_000);
  }, 20_000);

  it('end or are given back on close', async () => {
    const graph = await startGraph();
    const outbox = createLmdbOutbox({ path: fixture.folder });
    await outbox.put(createEvents('e', 6_000));
    const twinbeam = fixture.start({ outbox, graphUrl: graph.graphUrl, timeoutMs });
    await expect.poll(() => graph.open().length).toBe(4);
    await twinbeam.close(5_000);
    const again = createLmdbOutbox({ path: fixture.folder });
    expect(await again.stats()).toMatchObject({ pending: 6_000 });
    expect(await again.take('1', 6_000, 1_000)).toHaveLength(6_000);
    await again.close();
  }, 20_000);
});
