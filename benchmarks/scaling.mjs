import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEngines } from './lib/engines.mjs';
import { readNatsVersion } from './lib/nats-cluster.mjs';
import { dispatchers } from './scaling/dispatchers.mjs';
import { drain } from './scaling/drain.mjs';
import { latency } from './scaling/latency.mjs';
import { put } from './scaling/put.mjs';

const parts = { put, drain, latency, dispatchers };

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { folder: { type: 'string', default: tmpdir() } },
});
const names = positionals.length > 0 ? positionals : Object.keys(parts);
const unknown = names.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}.`);
  process.exit(1);
}
const version = readNatsVersion();
if (!version) {
  console.error('nats-server is not installed, or not in the PATH; without it there is nothing to compare with.');
  process.exit(1);
}

console.log(`Node ${process.version}, NATS ${version}, ${cpus().length} processors, stores in ${options.folder}`);
const folder = await mkdtemp(join(options.folder, 'twinbeam-scaling-'));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const { engines, stop } = await startEngines(folder);
try {
  for (const name of names) console.log(`\n${await parts[name]({ engines })}`);
} finally {
  await stop();
  await rm(folder, { recursive: true, force: true });
}
