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

  it('take objects of interfaces and classes, with properties of any names, and refuse wrong known ones', () => {
    const file = project.write(
      'given-objects.ts',
      `import { createTracker } from '@twinbeam/browser';
      import { createTwinbeam, mapMessage, toPixelCall } from '@twinbeam/server';
      import type { RequestTwinbeam } from '@twinbeam/server/node';
      declare const visitor: RequestTwinbeam;
      const twinbeam = createTwinbeam();
      const tracker = createTracker({ pixels: [] });

      class Decimal { constructor(readonly text: string) {} toJSON() { return this.text; } }
      interface Line { product_id: string; price: Decimal; colour: string }
      interface Order { order_id: bigint; revenue: Decimal; currency: string; lines: number; products: readonly Line[] }
      interface Place { city: string; street: string | null }
      interface User { email: string | null; phone?: string | undefined; birthday: Date; address: Place; plan: string }
      class Row { constructor(readonly plan: string, readonly seats?: number) {} save() {} }
      declare const order: Order;
      declare const user: User;
      declare const name: string;
      void [twinbeam.track('Order Completed', order, { traits: user }), visitor.track('Purchase', order)];
      void [twinbeam.track('Trial Began', new Row('pro')), visitor.track(name, user), visitor.track('Lead')];
      void [twinbeam.send({ type: 'track', event: 'Order Completed', properties: order, traits: user }), twinbeam.send(order)];
      mapMessage({ event: 'Order Completed', properties: order, context: { traits: user } }, { pixelId: '1' });
      toPixelCall({ event: name, properties: order }, { pixelId: '1' });
      declare const message: unknown;
      void [twinbeam.send(message), mapMessage(message, { pixelId: '1' }), toPixelCall(message, { pixelId: '1' })];
      tracker.track('Order Completed', order);
      tracker.track('Trial Began', new Row('pro'));
      tracker.page('Home', user);
      tracker.identify('user-1', user);
      tracker.identify(user);
      tracker.track('AddToCart', { content_ids: ['boot', 5], contents: [{ id: 'boot', colour: 'red' }], value: '12,50 €' });
      tracker.track('Product Added', { product_id: 'boot', name: 501, brand: 7, variant: 42 });
      const rebate = { tax: { rate: 19 }, discount: [{ code: 'A', amount: 5 }], coupon: { code: 'A' } };
      tracker.track('Order Completed', { ...order, ...rebate });
      interface Own { 'Order Completed': { order_id: string; revenue: number }; 'Trial Began': { plan: string } }
      const report = <Name extends keyof Own>(name: Name, properties: Own[Name]) => twinbeam.track<string>(name, properties);
      void report('Trial Began', { plan: 'pro' });
      tracker.track('Lead', { value: undefined, currency: null, campaign: { name: 'spring' } });
      interface Names { 'Trial Began': string; Boots: 'Lead' }
      interface Conditions { host: readonly string[]; 'properties.brand': string }
      declare const names: Names;
      declare const when: Conditions;
      const settings = { eventMapping: names, categoryToContentType: names, when, actions: [{ when, event: 'Lead' }] };
      createTwinbeam({ ...settings, pixels: [{ pixelId: '1', ...settings }] });
      createTracker({ pixels: [{ pixelId: '1', ...settings }] });

      // @ts-expect-error the ids are a list
      tracker.track('AddToCart', { content_ids: 5 });
      // @ts-expect-error an amount is a number or text
      void twinbeam.track('Purchase', { value: true });
      // @ts-expect-error the price too, in a list
      void visitor.track('Order Completed', { products: [{ product_id: 'boot', price: [1] }] });
      // @ts-expect-error the products are a list
      void visitor.track('Order Completed', { products: 'boot' });
      // @ts-expect-error properties are an object
      void twinbeam.track('Lead', 'trial');
      // @ts-expect-error an e-mail address is text
      tracker.identify('user-1', { email: 5 });
      // @ts-expect-error an address is an object
      tracker.identify({ address: 'Main Street 1' });
      // @ts-expect-error the same in server code
      void twinbeam.track('Lead', {}, { traits: { address: 'Main Street 1' } });\n`,
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
