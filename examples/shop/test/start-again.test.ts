import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
let root: string;

const write = (file: string, text: string): void => {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
};

/** A stand-in for the package manager, which records its commands and has the same effect. */
const npx = `#!/usr/bin/env node
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const command = process.argv.slice(4).find((word) => !word.startsWith('-'));
appendFileSync('commands', command + ' ');
appendFileSync('arguments', process.argv.slice(4).join(' ') + '\\n');
if (command === 'install') {
  mkdirSync('node_modules/.pnpm', { recursive: true });
  // Without development dependencies this file is a part of the lockfile.
  writeFileSync('node_modules/.pnpm/lock.yaml', 'part of ' + readFileSync('pnpm-lock.yaml'));
} else {
  mkdirSync('packages/a/dist', { recursive: true });
  writeFileSync('packages/a/dist/index.js', '');
  await import('./scripts/write-build-state.mjs');
}
`;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'twinbeam-'));
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'tsconfig.base.json']) write(file, file);
  write('package.json', '{"type":"module"}');
  write('packages/a/src/index.ts', 'export {};');
  write('packages/a/test/a.test.ts', '');
  write('npx', npx);
  chmodSync(join(root, 'npx'), 0o755);
  write('examples/shop/dist/main.js', "console.log('up'); process.exit(0);");
  cpSync(join(repository, 'scripts'), join(root, 'scripts'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

/** Runs `npm start`; returns its commands to the package manager, and its output. */
function start(env: Record<string, string> = {}, ...args: string[]) {
  write('commands', '');
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(root, 'scripts/start.mjs'), ...args], {
    env: { PATH: root + delimiter + process.env.PATH, PORT: '0', SANDBOX_PORT: '0', ...env },
    encoding: 'utf8',
  });
  return { commands: readFileSync(join(root, 'commands'), 'utf8').trim(), output: stdout + stderr, status };
}

// Windows does not run scripts by their first line.
describe.skipIf(process.platform === 'win32')('npm start', () => {
  it('installs and builds once', () => {
    expect(start()).toEqual({ commands: 'install build', output: 'Installing …\nBuilding …\nup\n', status: 0 });
    expect(start()).toEqual({ commands: '', output: 'up\n', status: 0 });
  });

  it('leaves out what only tests need', () => {
    start();
    expect(readFileSync(join(root, 'arguments'), 'utf8')).toMatch(/^install --prod /);
  });

  it('skips the installation after one of everything', () => {
    start();
    write('node_modules/.pnpm/lock.yaml', 'pnpm-lock.yaml');
    expect(start().commands).toBe('');
  });

  it.each<[string, string, () => void]>([
    ['installs and builds', 'install build', () => write('pnpm-lock.yaml', 'other')],
    ['installs', 'install', () => write('node_modules/.pnpm/lock.yaml', 'of another branch')],
    ['builds', 'build', () => write('packages/a/src/index.ts', 'export default 1;')],
    ['builds', 'build', () => write('packages/b/src/index.ts', '')],
    ['builds', 'build', () => rmSync(join(root, 'packages/a/src/index.ts'))],
    ['builds', 'build', () => write('packages/a/dist/index.js', 'built otherwise')],
    ['builds', 'build', () => rmSync(join(root, 'packages/a/dist'), { recursive: true })],
    ['does neither', '', () => write('packages/a/test/a.test.ts', 'changed')],
    ['does neither', '', () => write('packages/a/README.md', 'changed')],
  ])('%s after a change: %s, %s', (_name, commands, change) => {
    start();
    change();
    expect(start().commands).toBe(commands);
    expect(start().commands).toBe('');
  });

  it('says that a port is in use before anything else', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, resolve));
    const { port } = taken.address() as { port: number };
    for (const variable of ['PORT', 'SANDBOX_PORT']) {
      expect(start({ [variable]: String(port) })).toEqual({
        commands: '',
        output: `Port ${port} is in use. Set ${variable} to a free one.\n`,
        status: 1,
      });
    }
    // Against Meta itself there is no sandbox.
    expect(start({ META_PIXEL_ID: '42', SANDBOX_PORT: String(port) }).status).toBe(1);
    expect(start({ SANDBOX_PORT: String(port) }, '--live').status).toBe(0);
    taken.close();
  });
});
