import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startChild } from './lib/child.mjs';
import { count, table } from './lib/table.mjs';

const rows = Number(process.argv[2] ?? 100_000);
/** The shares of rows that have reached Meta when the command is killed. */
const killedAt = [0.1, 0.2];
const sampleMs = 200;
const program = join(fileURLToPath(import.meta.resolve('@twinbeam/server')), '../../bin.mjs');

/** Creates orders, which have their own id, and leads, which have none. */
function* createCsv() {
  yield 'event,order_id,revenue,currency,email,first_name,url,user_agent\n';
  for (let row = 1; row <= rows; row++) {
    const isOrder = row % 2 === 0;
    const order = isOrder ? `Order Completed,${row},${row % 500}.5,EUR` : 'Lead,,,';
    yield `${order},visitor${row}@example.com,"Jörg ""${row}""",https://shop.example/,Mozilla/5.0\n`;
  }
}

/** Reads the memory of a process in MB: resident, and its own part without the mapped file of the outbox. */
function readMemory(pid) {
  const file = `/proc/${pid}/status`;
  // The process may have ended.
  const status = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const read = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  return { resident: read('VmRSS'), own: read('RssAnon') };
}

/**
 * Runs the command until it ends, or until a number of events have reached Meta. Samples its memory from the first
 * event.
 */
async function send({ file, outbox, sandbox, until }) {
  const env = { META_PIXEL_ID: '1', META_ACCESS_TOKEN: 't', META_GRAPH_URL: sandbox.url, TWINBEAM_OUTBOX: outbox };
  const start = performance.now();
  const { received: before } = await sandbox.ask('counts');
  const child = spawn(process.execPath, [program, 'send', file], {
    env: { PATH: process.env.PATH, ...env },
    stdio: 'inherit',
  });
  const ended = once(child, 'exit');
  const samples = [];
  while (child.exitCode === null && child.signalCode === null) {
    const { received } = await sandbox.ask('counts');
    if (received >= until) child.kill('SIGKILL');
    else if (received > before) samples.push(readMemory(child.pid));
    await Promise.race([ended, setTimeout(sampleMs)]);
  }
  const [code, signal] = await ended;
  const { received } = await sandbox.ask('counts');
  const seconds = (performance.now() - start) / 1000;
  return { samples, received, rate: (received - before) / seconds, ending: signal ?? `exit code ${code}` };
}

const folder = await mkdtemp(join(tmpdir(), 'twinbeam-send-'));
const sandbox = await startChild(new URL('./programs/sandbox.mjs', import.meta.url));
try {
  const file = join(folder, 'orders.csv');
  await pipeline(Readable.from(createCsv()), createWriteStream(file));
  console.log(`Node ${process.version}, ${cpus().length} processors: ${count(rows)} rows of CSV`);
  const lines = [];
  for (const share of [...killedAt, Number.POSITIVE_INFINITY]) {
    const run = await send({ file, outbox: `lmdb:${folder}/outbox`, sandbox, until: rows * share });
    const samples = run.samples.filter(({ own }) => own > 0);
    const quarters = [0, 0.25, 0.5, 0.75, 1].map((part) => samples[Math.round(part * (samples.length - 1))]);
    // A run with few rows may end before the first sample.
    const memory = quarters.map((sample) => (sample ? `${count(sample.resident)} (${count(sample.own)})` : '-'));
    lines.push([run.ending, count(run.received), count(run.rate), ...memory]);
  }
  const memory = ['MB at start (own)', 'at a quarter', 'half', 'three quarters', 'the end'];
  console.log(`\n${table(['ended by', 'events at Meta', 'events/s', ...memory], lines)}`);
  const { received, counted, distinct, refused } = await sandbox.ask('counts');
  console.log(`\nreceived ${count(received)}, ids ${count(distinct)}, counted ${count(counted)}, refused ${refused}`);
  if (counted !== rows || distinct !== rows || refused > 0) throw new Error(`${rows} rows were not counted once each.`);
} finally {
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
}
