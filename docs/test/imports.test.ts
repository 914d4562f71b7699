import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findFiles, root } from './find-files.js';

/** The imports that are allowed in a folder. */
interface Allowed {
  /** Packages of this repository. */
  sources: string[];
  /** More packages, only for its tests. */
  tests: string[];
  peers?: Record<string, RegExp>;
  /** Files of another package that are bundled into the build. */
  bundled?: { from: RegExp; into: RegExp };
}

/** The packages of this repository that each folder may import, and those that its tests may import too. */
const allowed: Record<string, Allowed> = {
  'packages/shared': { sources: [], tests: ['shared'] },
  'packages/browser': { sources: ['shared'], tests: ['browser', 'server'] },
  'packages/server': {
    sources: ['shared'],
    tests: ['server', 'browser', 'sandbox'],
    // An optional peer, which the command line loads.
    peers: { sandbox: /^packages\/server\/src\/cli\// },
    bundled: {
      from: /^packages\/sandbox\/(src\/page\/parts\/|read-styles\.mjs$)/,
      into: /^packages\/server\/(src\/inspector\/page\/|rollup\.config\.mjs$)/,
    },
  },
  'packages/sandbox': { sources: [], tests: ['sandbox'] },
  'examples/shop': { sources: ['browser', 'server', 'sandbox'], tests: [] },
  benchmarks: { sources: ['server', 'browser', 'shared', 'sandbox'], tests: [] },
  // Only in strings: the imports of a project with the packed packages.
  docs: { sources: [], tests: ['server', 'browser', 'sandbox'] },
};

interface Import {
  file: string;
  specifier: string;
}

/** Finds the imports of a file, without those in the examples of its docstrings. */
const findImports = (file: string): Import[] =>
  [
    ...readFileSync(root + file, 'utf8')
      .replace(/^ *\*.*$/gm, '')
      .matchAll(/\b(?:from|import|import\()\s*['"]([^'"\n]+)['"]/g),
  ].map(([, specifier = '']) => ({ file, specifier }));

/** Finds the imports of a folder that refer to a package that it may not import, or to another package's files. */
function findForbidden(folder: string, imports: Import[]): string[] {
  const { sources, tests, peers = {}, bundled } = allowed[folder] ?? { sources: [], tests: [] };
  return imports.flatMap(({ file, specifier }) => {
    const isTest = /\.test\.ts$/.test(file) || file.startsWith(`${folder}/test/`);
    const [, name] = /^@twinbeam\/([^/]+)/.exec(specifier) ?? [];
    const isForbidden = name
      ? !sources.includes(name) && !(isTest && tests.includes(name)) && !peers[name]?.test(file)
      : specifier.startsWith('.') &&
        !posix.join(file, '..', specifier).startsWith(`${folder}/`) &&
        !(bundled?.into.test(file) && bundled.from.test(posix.join(file, '..', specifier)));
    return isForbidden ? [`${file} imports ${specifier}`] : [];
  });
}

describe('imports between packages', () => {
  it.each(Object.keys(allowed))('of %s go in the allowed directions alone', (folder) => {
    const files = findFiles(/\.(tsx?|mjs|js)$/, `${folder}/`);
    expect(files).not.toEqual([]);
    expect(findForbidden(folder, files.flatMap(findImports))).toEqual([]);
  });

  it.each([
    ['packages/server', 'packages/server/src/a.ts', '@twinbeam/browser'],
    ['packages/browser', 'packages/browser/src/a.ts', '@twinbeam/server/express'],
    ['packages/shared', 'packages/shared/src/a.ts', '@twinbeam/server'],
    ['packages/server', 'packages/server/src/http/a.ts', '../../../sandbox/src/page/parts/icon.js'],
    ['packages/server', 'packages/server/src/inspector/page/a.tsx', '../../../../sandbox/src/page/app.js'],
    ['packages/sandbox', 'packages/sandbox/src/a.ts', '@twinbeam/shared'],
    ['benchmarks', 'benchmarks/a.mjs', '@twinbeam/shop'],
    ['packages/server', 'packages/server/test/a.test.ts', '@twinbeam/shop'],
    ['examples/shop', 'examples/shop/test/a.test.ts', '../../../packages/server/dist/index.js'],
  ])('are found where %s goes another way: %s to %s', (folder, file, specifier) => {
    expect(findForbidden(folder, [{ file, specifier }])).toEqual([`${file} imports ${specifier}`]);
  });

  it('are declared by the packages in the same directions', () => {
    for (const [folder, { sources, tests, peers = {} }] of Object.entries(allowed)) {
      if (folder === 'docs') continue;
      const manifest = JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8'));
      const toNames = (dependencies: object = {}) =>
        Object.keys(dependencies).flatMap((name) => (name.startsWith('@twinbeam/') ? [name.slice(10)] : []));
      const { dependencies, peerDependencies, devDependencies } = manifest;
      const runtime = [...toNames(dependencies), ...toNames(peerDependencies)];
      const forbidden = [
        ...runtime.filter((name) => !sources.includes(name) && !(name in peers)),
        ...toNames(devDependencies).filter((name) => !sources.includes(name) && !tests.includes(name)),
      ];
      expect([folder, forbidden]).toEqual([folder, []]);
    }
  });
});
