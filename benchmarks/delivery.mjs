import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { collect } from './delivery/collect.mjs';
import { drain } from './delivery/drain.mjs';
import { endToEnd } from './delivery/end-to-end.mjs';
import { growth } from './delivery/growth.mjs';
import { put } from './delivery/put.mjs';
import { markdownTable } from './lib/table.mjs';

const parts = { put, collect, 'end-to-end': endToEnd, drain, growth };

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { full: { type: 'boolean', default: false }, folder: { type: 'string', default: tmpdir() } },
});
const names = positionals.length > 0 ? positionals : Object.keys(parts);
const unknown = names.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}.`);
  process.exit(1);
}

const results = [];
console.log(`Node ${process.version}, ${cpus().length} processors, stores in ${options.folder}`);
for (const name of names) {
  const folder = await mkdtemp(join(options.folder, 'twinbeam-delivery-'));
  const giveUp = () => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(1);
  };
  process.once('SIGINT', giveUp).once('SIGTERM', giveUp);
  try {
    const part = await parts[name]({ folder, full: options.full });
    console.log(`\n${part.text}`);
    results.push(...part.results);
  } finally {
    await rm(folder, { recursive: true, force: true });
    process.off('SIGINT', giveUp).off('SIGTERM', giveUp);
  }
}
console.log(`\nFor the README:\n\n${markdownTable(['measurement', 'result'], results)}`);
