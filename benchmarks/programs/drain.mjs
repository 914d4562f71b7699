// Sends pending events, with Twinbeam or only with requests, and samples the process's memory.
import { readFileSync } from 'node:fs';
import { createTwinbeam } from '@twinbeam/server';
import { Agent, request } from 'undici';
import { readGiven, serveParent } from '../lib/child.mjs';
import { nextEvent } from '../lib/events.mjs';

/** A logger without the line about the start. */
const logger = { info: () => undefined, warn: console.warn, error: console.error };

const { kind, graphUrl, outbox, events } = readGiven();
const sampleMs = 100;
const batch = 1_000;

async function byTwinbeam() {
  const twinbeam = createTwinbeam({ pixelId: '1', accessToken: 't', graphUrl, outbox, logger });
  await twinbeam.flush(3_600_000);
  return twinbeam;
}

/** Sends the same events without a store, one request after the other. */
async function byRequests() {
  const dispatcher = new Agent();
  const headers = { authorization: 'Bearer t', 'content-type': 'application/json' };
  for (let remaining = events; remaining > 0; remaining -= batch) {
    const data = Array.from({ length: Math.min(batch, remaining) }, () => nextEvent().json);
    const body = `{"data":[${data.join(',')}]}`;
    const response = await request(`${graphUrl}/v26.0/1/events`, { dispatcher, method: 'POST', headers, body });
    await response.body.json();
  }
}

/** Returns the resident memory in MB, and the process's own part; the rest is the mapped file of the store. */
function memory() {
  const { rss } = process.memoryUsage();
  return { rss: rss / 2 ** 20, own: ownMemory() };
}

/** Reads the process's own memory, which only Linux reports. */
function ownMemory() {
  if (process.platform !== 'linux') return Number.NaN;
  return Number(/RssAnon:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
}

async function drain() {
  const samples = [memory()];
  const timer = setInterval(() => samples.push(memory()), sampleMs);
  const start = performance.now();
  const before = process.cpuUsage();
  const twinbeam = await (kind === 'twinbeam' ? byTwinbeam() : byRequests());
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  clearInterval(timer);
  samples.push(memory());
  await twinbeam?.close();
  return { seconds, cpuMicroseconds: (user + system) / events, samples };
}

serveParent({ handlers: { drain } });
