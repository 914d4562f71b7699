import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { createTwinbeam } from '@twinbeam/server';
import { startChild } from '../lib/child.mjs';
import { productView } from '../lib/collect-request.mjs';
import { inRounds } from '../lib/rounds.mjs';
import { toP50, toP99 } from '../lib/summary.mjs';
import { percent, table } from '../lib/table.mjs';
import { visitors } from '../lib/visitors.mjs';

const events = 24;
const rounds = 3;
/**
 * The pause between events, so that no event finds another in flight; random, so that it is not in step with polling.
 */
const pauseMs = 250;

/** Measures a single event from `send` to Graph, with the dispatcher in the same process and in another. */
export async function latency({ engines }) {
  const graph = await startArrivals();
  const contenders = [];
  for (const apart of [false, true]) {
    for (const { name, open, toConnectionUrl } of engines) {
      const stream = apart ? 'APART' : 'TOGETHER';
      await (await open(stream)).close();
      const outbox = toConnectionUrl(stream);
      const options = { pixelId: '1', accessToken: 't', graphUrl: graph.url, outbox };
      const dispatcher = apart && (await startChild(new URL('../programs/dispatcher.mjs', import.meta.url), options));
      const twinbeam = createTwinbeam({ ...options, dispatch: !apart, logger: silent });
      contenders.push({ name, apart, twinbeam, dispatcher });
    }
  }
  const results = await inRounds(
    contenders.map(({ twinbeam, dispatcher }, index) => ({
      run: (round) => sendSingly(twinbeam, graph, `${index}-${round}`, Boolean(dispatcher)),
    })),
    rounds,
  );
  for (const { twinbeam, dispatcher } of contenders) {
    await twinbeam.close();
    if (dispatcher) await dispatcher.stop();
  }
  await graph.stop();

  const times = results.map((result) => result.flat());
  const rows = contenders.map(({ name, apart }, index) => {
    const first = index - (index % engines.length);
    const p50 = toP50(times[index]);
    return [
      name,
      apart ? 'another process' : 'the same',
      p50.toFixed(1),
      index === first ? '-' : percent(p50 / toP50(times[first])),
      toP99(times[index]).toFixed(1),
    ];
  });
  return table(['a single event, from send to Graph', 'sent by', 'p50 ms', 'of LMDB', 'p99 ms'], rows);
}

const silent = { info: () => undefined, warn: console.warn, error: console.error };

async function sendSingly(twinbeam, graph, name) {
  const times = [];
  for (let number = 0; number < events; number++) {
    const id = `${name}-${number}`;
    const arrived = graph.arrival(id);
    const start = performance.now();
    await twinbeam.send(productView(visitors[number % visitors.length], id));
    times.push((await arrived) - start);
    await setTimeout(Math.random() * pauseMs);
  }
  return times;
}

/** Starts a stand-in for Graph in this process, with the same clock, that reports when an event has arrived. */
async function startArrivals() {
  const waiting = new Map();
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { data } = JSON.parse(Buffer.concat(chunks).toString());
    for (const { event_id } of data) {
      waiting.get(event_id)?.(performance.now());
      waiting.delete(event_id);
    }
    response.setHeader('content-type', 'application/json');
    response.end(`{"events_received":${data.length},"messages":[],"fbtrace_id":"x"}`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    arrival: (id) => new Promise((resolve) => waiting.set(id, resolve)),
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
