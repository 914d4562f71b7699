import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFiles, root } from './find-files.js';
import { packageNames } from './packed-project.js';

const copied = [
  'package.json',
  'pnpm-workspace.yaml',
  '.changeset/config.json',
  'CHANGELOG.md',
  'scripts/name-release.mjs',
  'benchmarks/package.json',
  ...findFiles(/\/package\.json$/),
];
let folder: string;
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const run = (...args: string[]): string =>
  execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'release-'));
  for (const path of copied) cpSync(join(root, path), join(folder, path), { recursive: true });
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a release', () => {
  it('gives all packages the version that one changeset asks for, and the changelog its name', () => {
    const [major, minor] = JSON.parse(read('packages/server/package.json')).version.split('.').map(Number);
    const next = `${major}.${minor + 1}.0`;
    const unreleased = /## \[Unreleased\]\n([\s\S]*?)\n## \[/.exec(read('CHANGELOG.md'))?.[1] ?? '';
    writeFileSync(join(folder, '.changeset/one.md'), "---\n'@twinbeam/shared': minor\n---\n\nOne thing.\n");
    const changeset = dirname(createRequire(import.meta.url).resolve('@changesets/cli/package.json'));
    run(join(changeset, 'bin.js'), 'version');
    run('scripts/name-release.mjs');
    const versions = packageNames.map((name) => JSON.parse(read(`packages/${name}/package.json`)).version);
    expect(versions).toEqual(packageNames.map(() => next));
    const date = new Date().toISOString().slice(0, 10);
    expect(read('CHANGELOG.md')).toContain(`## [Unreleased]\n\n## [${next}] - ${date}\n${unreleased}`);
    // Without a changeset there is no new version to name.
    expect(() => run('scripts/name-release.mjs')).toThrow(/already/);
  }, 60_000);

  it('is published by the workflow alone, after all tests, with a signed statement of its origin', () => {
    const workflow = readFileSync(join(root, '.github/workflows/release.yml'), 'utf8');
    expect(workflow).toMatch(/^ {2}id-token: write$/m);
    expect(workflow).toMatch(/- run: npm test\n {6}- run: npx --yes pnpm@[\d.]+ release$/m);
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(scripts.release).toMatch(/changeset publish$/);
    for (const name of packageNames) {
      const { publishConfig } = JSON.parse(readFileSync(join(root, `packages/${name}/package.json`), 'utf8'));
      expect(publishConfig).toEqual({ access: 'public', provenance: true });
    }
  });
});
