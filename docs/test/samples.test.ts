import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkTypes } from './check-types.js';
import { findFiles } from './find-files.js';
import { findSamples, type Sample } from './find-samples.js';
import { frameworkTypes } from './framework-types.js';
import { createPackedProject, type PackedProject } from './packed-project.js';

const pages = findFiles(/^(README|docs\/[\w-]+|packages\/\w+\/README)\.md$/);
const samples = pages.flatMap(findSamples);

/** Declares what samples use: names of the reader's own program, and `twinbeam` on a page with the script tag. */
const assumed = `
import type {} from '@twinbeam/browser/global';
// Like Jest's types.
import type {} from 'expect';
declare global {
  const app: import('express').Express;
  const expect: typeof import('vitest').expect;
  const message: unknown;
  /** A library of RudderStack or Segment, and the function that docs/sdks.md defines earlier. */
  const analytics: import('@segment/analytics-next').AnalyticsBrowser;
  function sendToPixel(message: unknown): void;
  interface Line { product_id: string; price: number; quantity: number }
  interface Order { id: string; email: string; userId: string | null; total: number; lines: Line[]; paidAt: string; identity: import('@twinbeam/server').Identity }
  function place(form: unknown): Promise<Order>;
  function findOrder(id: unknown): Promise<Order>;
  interface Window { dataLayer: unknown[]; fbq: (...call: unknown[]) => void }
  const fbq: (...call: unknown[]) => void;
}
`;

/** Other files of the reader's program that samples import. */
const visitorTypes = `
export function getTwinbeam(): import('@twinbeam/server').Twinbeam;
export function readIp(headers: Headers): string | undefined;
`;
const assumedModules = ['@/lib/twinbeam', '~/lib/twinbeam.server', '$lib/server/twinbeam']
  .map((name) => `declare module '${name}' {${visitorTypes}}`)
  .join('\n');
const assumedFiles = {
  'lib/twinbeam.d.ts': visitorTypes,
  '../utils/twinbeam.d.ts': `export const twinbeam: import('@twinbeam/server').Twinbeam | undefined;`,
  'app.module.d.ts': 'export class AppModule {}',
  'redis-outbox.d.ts': `export function createRedisOutbox(options: { prefix: string }): import('@twinbeam/server').Outbox;`,
  'app.d.ts': `export function createApp(twinbeam: import('@twinbeam/server').Twinbeam): import('express').Express;`,
  'tracker.d.ts': `export const tracker: import('@twinbeam/browser').Tracker;`,
};

/** Other packages that samples import, each from the package of this repository that depends on it. */
const used = {
  '@hono/node-server': 'packages/server',
  '@playwright/test': 'packages/sandbox',
  '@rudderstack/analytics-js': 'packages/server',
  '@rudderstack/rudder-sdk-node': 'packages/server',
  '@segment/analytics-next': 'packages/server',
  '@segment/analytics-node': 'packages/server',
  '@types/react': '.',
  expect: 'packages/sandbox',
  fastify: 'packages/server',
  hono: 'packages/server',
  'puppeteer-core': 'packages/sandbox',
  vue: '.',
};

const compiled: Record<string, string> = { ts: 'ts', tsx: 'tsx', js: 'js', jsx: 'tsx' };

/** Returns the inline scripts of a page's HTML. */
const readInlineScripts = (html: string): string =>
  [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, code = '']) => code).join('\n');

const toTitle = ({ page, line }: Sample) => `${page}:${line}`;

/**
 * Writes a sample to its own file. A sample without imports becomes a module, so that it shares no names with others.
 */
function writeSample(project: PackedProject, { page, line, language, marks, code }: Sample): string | undefined {
  // The server's output is minified; it is compared with the documented text elsewhere.
  if (marks.includes('scriptTag')) return undefined;
  const name = `${page.replace(/\.md$/, '').replaceAll(/\W/g, '-')}-${line}`;
  const text = language === 'html' ? readInlineScripts(code) : code;
  const extension = language === 'html' ? 'ts' : compiled[language];
  if (!extension || !text.trim()) return undefined;
  return project.write(
    `samples/${name}.${extension}`,
    /^(import|export) /m.test(text) ? text : `${text}\nexport {};\n`,
  );
}

let project: PackedProject;
beforeAll(() => {
  project = createPackedProject(used);
}, 120_000);
afterAll(() => project?.remove());

describe('the samples of the documentation', () => {
  it('are there', () => {
    for (const language of ['ts', 'js', 'html', 'json', 'sh']) {
      expect(samples.map((sample) => sample.language)).toContain(language);
    }
  });

  it('are of the kinds that are checked here, or of those that are no code', () => {
    const known = new Set([...Object.keys(compiled), 'html', 'json', 'sh', 'ini', 'nginx', 'php', 'yaml', 'text', '']);
    expect(samples.filter(({ language }) => !known.has(language)).map(toTitle)).toEqual([]);
  });

  it('compile with the packed packages', () => {
    const files = samples.flatMap((sample) => writeSample(project, sample) ?? []);
    expect(files.length).toBeGreaterThan(15);
    const types = [
      project.write('samples/assumed.d.ts', assumed),
      project.write('samples/assumed-modules.d.ts', assumedModules),
      project.write('samples/framework-types.d.ts', frameworkTypes),
      ...Object.entries(assumedFiles).map(([name, text]) => project.write(`samples/${name}`, text)),
    ];
    const options = {
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      jsx: ts.JsxEmit.ReactJSX,
      allowJs: true,
      checkJs: true,
      noImplicitAny: false,
      skipLibCheck: true,
    };
    expect(checkTypes(project.folder, [...types, ...files], options)).toEqual([]);
  }, 120_000);

  it.each(samples.filter(({ language }) => language === 'json').map((sample) => [toTitle(sample), sample] as const))(
    '%s is JSON',
    (_title, { code }) => expect(() => JSON.parse(code)).not.toThrow(),
  );
});

describe('the samples that run', () => {
  const runnable = samples.filter(({ marks }) => marks.includes('run'));

  it('are there', () => expect(runnable.length).toBeGreaterThan(3));

  it.each(runnable.map((sample) => [toTitle(sample), sample] as const))(
    '%s prints what its comments say',
    (title, { code }) => {
      const expected = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text);
      expect(expected).not.toEqual([]);
      const path = `runs/${title.replaceAll(/\W/g, '-')}.mjs`;
      project.write(path, ts.transpile(code, { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext }));
      expect(project.run(path).trimEnd().split('\n')).toEqual(expected);
    },
    60_000,
  );
});
