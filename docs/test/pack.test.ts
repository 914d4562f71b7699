import { execSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from './find-files.js';

let top: string;
beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), 'pack-'));
});
afterAll(() => rmSync(top, { recursive: true, force: true }));

it('npm run pack puts the tarballs where the README installs them from', () => {
  // Deep enough that a wrong path stays within it.
  const clone = join(top, 'src/sites/twinbeam');
  const write = (path: string, text: string) => writeFileSync(join(clone, path), text);
  mkdirSync(join(clone, 'packages/one'), { recursive: true });
  write('package.json', '{ "private": true }');
  write('pnpm-workspace.yaml', 'packages: [packages/*]\n');
  write('packages/one/package.json', '{ "name": "one", "version": "1.0.0" }');

  const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { scripts: { pack: string } };
  // What comes before installs and builds.
  const pack = scripts.pack.split(' && ').at(-1)?.replace('npx ', 'npx --yes ') ?? '';
  execSync(pack, { cwd: clone, stdio: 'pipe' });
  expect(readFileSync(`${root}README.md`, 'utf8')).toContain('`npm install ../twinbeam/packed/*.tgz`');
  expect(readdirSync(join(clone, 'packed'))).toEqual(['one-1.0.0.tgz']);
}, 60_000);
