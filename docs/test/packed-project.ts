import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from './find-files.js';
import { runPnpm } from './run-pnpm.js';

/** The published packages, in the order of their dependencies. */
export const packageNames = ['shared', 'browser', 'server', 'sandbox'] as const;

/** More packages that a user of TypeScript and Express installs, each linked from the repository. */
const installed: Record<string, string> = {
  '@types/express': 'packages/server',
  '@types/node': '.',
  express: 'packages/server',
  vitest: 'packages/server',
};

/** A project outside the repository, in which the packages are installed from their tarballs. */
export interface PackedProject {
  folder: string;
  /** The folder of the tarballs. */
  tarballs: string;
  write(path: string, text: string): string;
  /** Runs a file with Node, and returns what it prints. */
  run(path: string): string;
  remove(): void;
}

/**
 * Packs the packages and unpacks them into an empty project. Only the dependencies that a package declares are linked
 * from this repository: undeclared ones are missing, as after an installation from a registry.
 */
export function createPackedProject(more: Record<string, string> = {}): PackedProject {
  const folder = mkdtempSync(join(tmpdir(), 'packed-project-'));
  const tarballs = join(folder, 'tarballs');
  mkdirSync(tarballs);
  runPnpm(['--recursive', '--filter', './packages/*', 'pack', '--pack-destination', tarballs]);

  const modules = join(folder, 'node_modules');
  const link = (name: string, from: string) => {
    const path = join(modules, name);
    mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { force: true });
    symlinkSync(join(root, from, 'node_modules', name), path, 'junction');
  };
  for (const name of packageNames) {
    const path = join(modules, '@twinbeam', name);
    mkdirSync(path, { recursive: true });
    const tarball = readdirSync(tarballs).find((file) => file.includes(`-${name}-`)) ?? '';
    execFileSync('tar', ['-xzf', join(tarballs, tarball), '-C', path, '--strip-components=1']);
    const { dependencies = {} } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    for (const dependency of Object.keys(dependencies)) {
      if (!dependency.startsWith('@twinbeam/')) link(dependency, `packages/${name}`);
    }
  }
  for (const [name, from] of Object.entries({ ...installed, ...more })) link(name, from);

  const write = (path: string, text: string) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  write('package.json', '{ "type": "module" }');
  return {
    folder,
    tarballs,
    write,
    run: (path) => execFileSync(process.execPath, [join(folder, path)], { cwd: folder, encoding: 'utf8' }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
