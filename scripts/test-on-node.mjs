// Runs tests on another version of Node, by the registry's own package of it:
// node scripts/test-on-node.mjs 26 [ARGUMENT OF VITEST …]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const [version = '', ...args] = process.argv.slice(2);
if (!/^\d+(\.\d+){0,2}$/.test(version)) {
  console.error('Usage: node scripts/test-on-node.mjs VERSION [ARGUMENT OF VITEST …]');
  process.exit(2);
}

const folder = join(root, 'node_modules/.node-versions', version);
const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const binary = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
if (!existsSync(binary)) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  run('npm', ['install', '--no-audit', '--no-fund', `${name}@${version}`], folder);
}

run(binary, ['--print', '"Node " + process.version']);
// What tests start as `node` is this version too.
const path = `${dirname(binary)}${delimiter}${process.env.PATH}`;
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
run(binary, [vitest, 'run', ...(args.length > 0 ? args : ['--project', 'server'])], root, { PATH: path });

/** Runs a program; ends this process when it fails. */
function run(program, args, cwd = root, env = {}) {
  const shell = process.platform === 'win32' && program === 'npm';
  const { status } = spawnSync(program, args, { cwd, shell, stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) process.exit(status ?? 1);
}
