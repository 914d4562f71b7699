// `npm start`: installs, builds and runs the shop, on a machine that has nothing but Node. What is done already is skipped.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isBuilt, isInstalled, writeInstallState } from './build-state.mjs';
import { explainUsedPort } from './used-port.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Twinbeam needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

// Before minutes of work. Against Meta itself there is no sandbox.
const hasSandbox = !process.argv.includes('--live');
const ports = { PORT: 3000, ...(hasSandbox && { SANDBOX_PORT: 4040 }) };
const usedPort = await explainUsedPort(ports, process.env);
if (usedPort) {
  console.error(usedPort);
  process.exit(1);
}

if (!isInstalled(root)) {
  // What only tests and checks need is a development dependency, and stays out.
  run('Installing', 'install', '--prod', '--frozen-lockfile', '--reporter=append-only');
  writeInstallState(root);
}
if (!isBuilt(root)) run('Building', '--silent', 'build');

/** Runs a command of pnpm; ends this process when it fails. */
function run(step, ...args) {
  console.log(`${step} …`);
  const { status, stdout } = spawnSync('npx', ['--yes', 'pnpm@10.34.9', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
    env: { ...process.env, npm_config_update_notifier: 'false', NPM_CONFIG_LOGLEVEL: 'error' },
  });
  if (status !== 0) {
    console.error(String(stdout ?? ''));
    console.error(`${step} failed.`);
    process.exit(status ?? 1);
  }
}

// npm does not always pass a signal on: without it, nobody is left to stop this.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
}, 500).unref();

await import('../examples/shop/dist/main.js');
