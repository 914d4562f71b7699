import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createTwinbeam } from '@twinbeam/server';
import { readNatsVersion, startNatsCluster } from './lib/nats-cluster.mjs';
import { table } from './lib/table.mjs';

/**
 * Measures the cost of NATS faults: a shop tracks a hundred events per second for eight seconds while Meta is down, the
 * fault happens after three, it is repaired after six, and then Meta is back. Counts the acknowledged events, and how
 * many of them were lost or sent twice. `nats-faults truncated` runs only the faults with that word; with `--second`
 * NATS has a second outbox on disk.
 */

const { values, positionals } = parseArgs({ allowPositionals: true, options: { second: { type: 'boolean' } } });
const hasSecond = values.second ?? false;
const [word = ''] = positionals;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const identity = { fbp: 'fb.1.1700000000000.42', userAgent: 'Mozilla/5.0', url: 'https://shop.example/' };
const perSecond = 100;
const trackMs = 8_000;
const faultMs = 3_000;
const mendMs = 6_000;
/** The time without arrivals after which no more are expected: longer than a lease plus a backoff. */
const quietMs = 30_000;

/** Truncates the message files of a node to half their size. */
async function truncateStore({ folder }) {
  for (const name of await readdir(folder, { recursive: true })) {
    const file = join(folder, name);
    if (name.endsWith('.blk')) await truncate(file, (await stat(file)).size >> 1);
  }
}
/**
 * Deletes the events stream, like `nats stream rm`. https://docs.nats.io/reference/reference-protocols/nats-protocol
 */
async function deleteStream(server) {
  const [host, port] = server.split(':');
  const socket = connect(Number(port), host);
  await once(socket, 'data');
  socket.write('CONNECT {"verbose":false}\r\nPUB $JS.API.STREAM.DELETE.TWINBEAM 0\r\n\r\nPING\r\n');
  await sleep(1_000);
  socket.destroy();
}
const empty = ({ folder }) => rm(folder, { recursive: true, force: true });
const killAll = (nodes) => Promise.all(nodes.map((node) => node.kill()));
const startAll = (nodes) => {
  for (const node of nodes) node.start();
};

/** Faults: name, number of nodes, the fault and its repair. */
const faults = [
  ['one of three killed', 3, ([a]) => a.kill(), ([a]) => a.start()],
  [
    'one of three stopped, another killed',
    3,
    async ([a, b]) => {
      a.signal('SIGSTOP');
      await b.kill();
    },
    ([a, b]) => {
      a.signal('SIGCONT');
      b.start();
    },
  ],
  [
    'one of three killed, its store truncated',
    3,
    async ([a]) => {
      await a.kill();
      await truncateStore(a);
    },
    ([a]) => a.start(),
  ],
  [
    'one of three killed, its store emptied',
    3,
    async ([a]) => {
      await a.kill();
      await empty(a);
    },
    ([a]) => a.start(),
  ],
  ['all three killed', 3, killAll, startAll],
  [
    'all three killed, the store of one truncated',
    3,
    async (nodes) => {
      await killAll(nodes);
      await truncateStore(nodes[0]);
    },
    startAll,
  ],
  [
    'all stores emptied',
    3,
    async (nodes) => {
      await killAll(nodes);
      await Promise.all(nodes.map(empty));
    },
    startAll,
  ],
  ['the stream deleted', 3, (_nodes, servers) => deleteStream(servers[0]), () => undefined],
  ['the only node killed', 1, ([a]) => a.kill(), ([a]) => a.start()],
  [
    'the only node killed, its store truncated',
    1,
    async ([a]) => {
      await a.kill();
      await truncateStore(a);
    },
    ([a]) => a.start(),
  ],
];

async function measure([name, size, breakIt, mendIt]) {
  const folder = await mkdtemp(join(tmpdir(), 'twinbeam-faults-'));
  const { servers, nodes, stop } = await startNatsCluster(size, folder);
  const meta = await startMeta();
  const url = `nats://${servers.join(',')}`;
  const outbox = hasSecond ? [url, `lmdb:${join(folder, 'second')}`] : url;
  const options = { pixelId: '1', accessToken: 't', graphUrl: meta.url, outbox, logger: silent, leaseMs: 5_000 };
  const twinbeam = createTwinbeam(options);
  while (!(await twinbeam.stats().catch(() => undefined))) await sleep(200);

  const acknowledged = new Set();
  let refused = 0;
  const calls = [];
  const startedAt = performance.now();
  const changes = [
    [faultMs, breakIt],
    [mendMs, mendIt],
  ];
  for (let number = 0, elapsed = 0; elapsed < trackMs; elapsed = performance.now() - startedAt) {
    if (elapsed > (changes[0]?.[0] ?? Number.POSITIVE_INFINITY)) calls.push(changes.shift()[1](nodes, servers));
    for (; number < (elapsed / 1_000) * perSecond; number++) {
      const eventId = `e${number}`;
      const call = twinbeam.track('Lead', {}, { identity, eventId }).then(({ status }) => {
        if (status === 'accepted') acknowledged.add(eventId);
        else refused++;
      });
      calls.push(call);
    }
    await sleep(20);
  }
  await Promise.all(calls);
  Object.assign(meta, { isAway: false, arrivedAt: performance.now() });
  // Ends the backoff.
  twinbeam.update({ accessToken: 'back' });
  const findLost = () => [...acknowledged].filter((id) => !meta.arrived.has(id)).length;
  while (findLost() > 0 && performance.now() - meta.arrivedAt < quietMs) await sleep(250);
  const row = [name, acknowledged.size, refused, findLost(), meta.copies, await readPending(twinbeam)].map(String);
  await twinbeam.close(1_000);
  meta.close();
  await stop();
  await rm(folder, { recursive: true, force: true });
  return row;
}

/** Reads how many events are pending; `?` if it is not known within ten seconds. */
async function readPending(twinbeam) {
  for (let attempt = 0; attempt < 20; attempt++) {
    const stats = await twinbeam.stats().catch(() => undefined);
    if (stats) return stats.pending;
    await sleep(500);
  }
  return '?';
}

/** Starts a stand-in for Meta that is down at first. */
async function startMeta() {
  const state = { isAway: true, arrived: new Set(), copies: 0, arrivedAt: 0 };
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    if (state.isAway) return response.writeHead(503).end();
    const { data } = JSON.parse(Buffer.concat(chunks).toString());
    state.arrivedAt = performance.now();
    for (const { event_id } of data) {
      if (state.arrived.has(event_id)) state.copies++;
      state.arrived.add(event_id);
    }
    response.end(JSON.stringify({ events_received: data.length, messages: [], fbtrace_id: 'x' }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(state, { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() });
}

const rows = [];
for (const fault of faults.filter(([name]) => name.includes(word))) {
  rows.push(await measure(fault));
  console.error(rows.at(-1).join(' · '));
}
console.log(
  table([`NATS ${readNatsVersion()}`, 'acknowledged', 'not accepted', 'lost', 'sent twice', 'left pending'], rows),
);
process.exit();
