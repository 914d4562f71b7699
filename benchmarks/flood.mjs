import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Pool } from 'undici';
import { startChild } from './lib/child.mjs';
import { keepRate } from './lib/load.mjs';
import { toP50, toP99 } from './lib/summary.mjs';
import { count, table } from './lib/table.mjs';

/**
 * Measures the effect of a flood of messages, while Graph is down, on another route of the same host, on memory and on
 * the disk. Required: every acknowledged event is delivered when Graph is back. `flood 60` is the default, in seconds;
 * `--json` prints the figures as JSON.
 */

const args = process.argv.slice(2);
const isJson = args.includes('--json');
const ms = 1_000 * Number(args.find((arg) => /^\d+$/.test(arg)) ?? 60);

/** Requests of the flood in flight, and requests of other visitors per second. */
const width = 64;
const visitorsPerSecond = 50;

/** Starts a stand-in for Graph that is down until `isUp` is set, and then records the ids that it gets. */
async function startGraph() {
  const graph = { isUp: false, arrived: new Map(), url: '', close: () => server.close() };
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    response.setHeader('content-type', 'application/json');
    if (!graph.isUp) {
      response.statusCode = 503;
      return response.end('{}');
    }
    const { data } = JSON.parse(Buffer.concat(chunks).toString());
    for (const { event_id } of data) graph.arrived.set(event_id, (graph.arrived.get(event_id) ?? 0) + 1);
    response.end(JSON.stringify({ events_received: data.length, messages: [], fbtrace_id: 'x' }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  graph.url = `http://127.0.0.1:${server.address().port}`;
  return graph;
}

async function readFolderBytes(folder) {
  const files = await readdir(folder);
  // Counts blocks, because the file of the store is sparse.
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).blocks * 512));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Measures one flood on a new server; without addresses there is no flood. */
async function measureFlood(addresses) {
  const graph = await startGraph();
  const folder = await mkdtemp(join(tmpdir(), 'twinbeam-flood-'));
  const server = await startChild(new URL('programs/flooded-server.mjs', import.meta.url), {
    graphUrl: graph.url,
    outbox: `lmdb:${folder}`,
  });
  const pool = new Pool(server.url, { connections: 16 });
  const visit = async () => void (await (await pool.request({ method: 'GET', path: '/boots' })).body.text());
  await keepRate(visitorsPerSecond, 500, visit);
  const before = await server.ask('memory');

  const flooder =
    addresses > 0
      ? await startChild(new URL('programs/flooder.mjs', import.meta.url), { url: server.url, addresses, ms, width })
      : undefined;
  const flooded = flooder?.ask('flood');
  const { times } = await keepRate(visitorsPerSecond, ms, visit);
  const { statuses, acknowledged } = (await flooded) ?? { statuses: {}, acknowledged: [] };
  await flooder?.stop();
  const memory = await server.ask('memory');
  const longestDelay = await server.ask('delay');
  const diskBytes = await readFolderBytes(folder);

  graph.isUp = true;
  while (!(await server.ask('flush'))) await setTimeout(100);
  await pool.destroy();
  await server.stop();
  graph.close();
  await rm(folder, { recursive: true });
  return {
    addresses,
    statuses,
    p50: toP50(times),
    p99: toP99(times),
    longestDelay,
    memoryBefore: before.now,
    memoryMost: memory.most,
    diskBytes,
    acknowledged: acknowledged.length,
    lost: acknowledged.filter((id) => !graph.arrived.has(id)).length,
  };
}

const floods = [];
for (const addresses of [0, 1, 200]) floods.push(await measureFlood(addresses));

const seconds = ms / 1_000;
const megabytes = (bytes) => `${count(bytes / 1e6)} MB`;
const rows = [
  ['requests of the flood per second', (flood) => count(sum(Object.values(flood.statuses)) / seconds)],
  ['accepted (202)', ({ statuses }) => count(statuses[202] ?? 0)],
  ['refused by the rate limit (429)', ({ statuses }) => count(statuses[429] ?? 0)],
  ['refused because the process is busy (503)', ({ statuses }) => count(statuses[503] ?? 0)],
  ['another route, median', ({ p50 }) => `${p50.toFixed(1)} ms`],
  ['another route, 99th percentile', ({ p99 }) => `${p99.toFixed(1)} ms`],
  ['longest delay of the event loop', ({ longestDelay }) => `${count(longestDelay)} ms`],
  ['memory before', ({ memoryBefore }) => megabytes(memoryBefore)],
  ['memory, maximum', ({ memoryMost }) => megabytes(memoryMost)],
  ['disk', ({ diskBytes }) => megabytes(diskBytes)],
  ['events acknowledged', ({ acknowledged }) => count(acknowledged)],
  ['of these lost', ({ lost }) => count(lost)],
];
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
if (isJson) console.log(JSON.stringify(floods));
else {
  const heads = [`${seconds} s, Graph down`, 'no flood', 'one address', '200 addresses'];
  console.log(
    table(
      heads,
      rows.map(([name, toText]) => [name, ...floods.map(toText)]),
    ),
  );
}
if (floods.some(({ lost }) => lost > 0)) process.exitCode = 1;
