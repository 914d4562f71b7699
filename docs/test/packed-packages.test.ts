import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkTypes } from './check-types.js';
import { createPackedProject, type PackedProject, packageNames } from './packed-project.js';

/** Each entry point of the packages, with one of its exports. */
const entries = {
  '@twinbeam/server': 'createTwinbeam',
  '@twinbeam/server/express': 'twinbeamExpress',
  '@twinbeam/server/fetch': 'twinbeamFetch',
  '@twinbeam/server/node': 'twinbeamNode',
  '@twinbeam/browser': 'createTracker',
  '@twinbeam/shared': 'toPixelCall',
  '@twinbeam/sandbox': 'createSandbox',
  '@twinbeam/sandbox/chromium': 'findChromium',
};
/** Entry points of types alone. */
const entriesOfTypes = ['@twinbeam/browser/global'];
/** Entry points whose types need an optional peer: NATS's packages, and vitest. */
const entriesWithPeers = ['@twinbeam/sandbox/matchers', '@twinbeam/server/nats', '@twinbeam/server/outbox-contract'];

const names = Object.values(entries).join(', ');
const imports = Object.entries(entries)
  .map(([entry, name]) => `import { ${name} } from '${entry}';\n`)
  .join('');
const print = `console.log([${names}].map((value) => typeof value).join());\n`;
const kinds = `${Object.values(entries).map(() => 'function')}\n`;

let project: PackedProject;
beforeAll(() => {
  project = createPackedProject();
}, 120_000);
afterAll(() => project?.remove());

const readManifest = (name: string) =>
  JSON.parse(readFileSync(join(project.folder, 'node_modules/@twinbeam', name, 'package.json'), 'utf8'));

describe('the packed packages, in an empty project', () => {
  it('are imported by a module', () => {
    project.write('import.mjs', imports + print);
    expect(project.run('import.mjs')).toBe(kinds);
  }, 60_000);

  it('are required by a CommonJS script, as Node 20.19 and newer can', () => {
    const requires = Object.entries(entries).map(([entry, name]) => `const { ${name} } = require('${entry}');\n`);
    project.write('require.cjs', requires.join('') + print);
    expect(project.run('require.cjs')).toBe(kinds);
  }, 60_000);

  it.each([
    ['node16', { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 }],
    ['bundler', { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }],
  ])(
    'are typed for TypeScript with moduleResolution %s, their declarations checked too',
    (_resolution, options) => {
      const files = [
        project.write('typed.ts', `${imports}export const all = [${names}];\n`),
        project.write('wrong.ts', `import { createTwinbeam } from '@twinbeam/server';\ncreateTwinbeam(1);\n`),
      ];
      // Only the wrong call is found.
      expect(checkTypes(project.folder, files, options)).toEqual([expect.stringMatching(/^wrong\.ts:2 /)]);
    },
    120_000,
  );

  it('take options that may be undefined, as those of the environment, by the strictest types', () => {
    const file = project.write(
      'undefined-options.ts',
      `import { createTracker } from '@twinbeam/browser';
      import { createSandbox } from '@twinbeam/sandbox';
      import { createTwinbeam } from '@twinbeam/server';
      import { twinbeamNode } from '@twinbeam/server/node';
      declare const text: string | undefined;
      declare const number: number | undefined;
      declare const yes: true | undefined;
      const twinbeam = createTwinbeam({ pixelId: text, accessToken: text, outbox: text, testEventCode: text });
      void twinbeam.track('Lead', {}, { userId: text, eventId: text, timestamp: number, hold: text, orThrow: yes });
      void twinbeam.send({}, { orThrow: yes });
      void twinbeam.close({ timeoutMs: number, server: undefined });
      twinbeam.scriptTag({ nonce: text, debug: yes });
      twinbeam.contentSecurityPolicy({ nonce: text });
      twinbeamNode(twinbeam, { trustProxy: number });
      const tracker = createTracker({ pixels: [], collectUrl: text, nonce: text });
      tracker.track('Lead', {}, { eventId: text });
      tracker.identify(text, { email: text });
      void createSandbox({ port: number, strict: yes });\n`,
    );
    const options = {
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
      exactOptionalPropertyTypes: true,
    };
    expect(checkTypes(project.folder, [file], options)).toEqual([]);
  }, 120_000);

  it.each([
    ['an import', `import '@twinbeam/browser/global';\n`, []],
    ['a reference', `/// <reference types="@twinbeam/browser/global" />\n`, []],
    ['the compiler option types', '', ['@twinbeam/browser/global']],
  ])(
    'declare the tracker of the script tag by %s',
    (_way, line, types) => {
      const code = `twinbeam.track('Lead');
      window.twinbeam?.track('Lead');
      // @ts-expect-error the page may have no tracker
      window.twinbeam.track('Lead');\n`;
      const files = [project.write('declared.ts', line + code)];
      const options = { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, types };
      expect(checkTypes(project.folder, files, options)).toEqual([]);
    },
    120_000,
  );

  it('name every version that they depend on, and no protocol of this repository', () => {
    for (const name of packageNames) {
      const { dependencies = {}, peerDependencies = {} } = readManifest(name);
      for (const range of Object.values({ ...dependencies, ...peerDependencies })) {
        expect(range).toMatch(/^(( \|\| )?(\^|>=)?\d+\.\d+\.\d+)+$/);
      }
    }
  });

  it('have the entries that this test names', () => {
    const found = packageNames.flatMap((name) =>
      Object.keys(readManifest(name).exports)
        .filter((path) => !path.includes('*'))
        .map((path) => join('@twinbeam', name, path)),
    );
    expect(found.sort()).toEqual([...Object.keys(entries), ...entriesOfTypes, ...entriesWithPeers].sort());
  });

  it.each(packageNames)(
    '%s resolves with types wherever modules do',
    (name) => {
      const tarball = readdirSync(project.tarballs).find((file) => file.includes(`-${name}-`)) ?? '';
      const manifest = createRequire(import.meta.url).resolve('@arethetypeswrong/cli/package.json');
      const cli = join(dirname(manifest), 'dist/index.js');
      // Exits with 1 if something is wrong, and `execFileSync` throws with its output.
      execFileSync(process.execPath, [cli, join(project.tarballs, tarball), '--profile', 'esm-only'], {
        stdio: 'pipe',
      });
    },
    60_000,
  );
});
