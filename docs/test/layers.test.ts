import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { findFiles, root } from './find-files.js';

/**
 * The layers of each package, from the lowest to the highest: folders and files of its `src`. They import what is in a
 * layer below theirs only, types too. Tests beside the sources may import anything.
 */
const layers: Record<string, string[][]> = {
  'packages/shared': [
    ['base'],
    ['message', 'cookies', 'meta.ts'],
    ['settings.ts'],
    ['event', 'user-data', 'script-config.ts'],
    ['custom-data'],
    ['mapping'],
    ['index.ts'],
  ],
  'packages/server': [
    ['base'],
    ['log', 'mapping'],
    ['outbox', 'graph'],
    ['options', 'monitoring'],
    ['event-log'],
    ['accept', 'dispatch'],
    ['http', 'lifecycle'],
    ['inspector'],
    ['twinbeam.ts'],
    ['create-twinbeam.ts', 'adapters'],
    ['index.ts', 'cli'],
  ],
  'packages/browser': [
    ['page'],
    ['storage', 'reports.ts'],
    ['identity', 'delivery', 'pixel'],
    ['tracker'],
    ['tag'],
    ['consent-from', 'auto', 'visitor', 'debug'],
    ['script.ts', 'stub.ts', 'create-tracker.ts'],
    ['index.ts', 'global.ts'],
  ],
  'packages/sandbox': [
    ['graph', 'pixel-library'],
    ['events'],
    ['analysis', 'faults', 'pixel'],
    ['strict', 'page-api'],
    ['http', 'page', 'wait-until.ts', 'find-chromium.ts'],
    ['create-sandbox.ts'],
    ['index.ts', 'main.ts', 'matchers.ts'],
  ],
};

/** Returns the folder or file of `src` that a path belongs to; undefined if it is elsewhere. */
function findPart(folder: string, path: string): string | undefined {
  const src = `${folder}/src/`;
  return path.startsWith(src) ? path.slice(src.length).split('/', 1)[0] : undefined;
}

/** Finds the imports of a file that its layer does not allow, those in `text`. */
function findForbidden(folder: string, file: string, text: string): string[] {
  const rows = layers[folder] ?? [];
  const part = findPart(folder, file) ?? '';
  const rank = rows.findIndex((row) => row.includes(part));
  if (rank < 0) return [`${file}: ${part} is in no layer`];
  const below = rows.slice(0, rank).flat();
  return ts.preProcessFile(text).importedFiles.flatMap(({ fileName }) => {
    if (!fileName.startsWith('.')) return [];
    const target = findPart(folder, posix.join(file, '..', fileName).replace(/\.js$/, '.ts'));
    if (target === undefined || target === part || below.includes(target)) return [];
    return [`${file} imports ${fileName}: ${part} may import ${below.join(', ') || 'nothing'} only`];
  });
}

describe('layers', () => {
  it.each(Object.keys(layers))('of %s import what is below them only', (folder) => {
    const files = findFiles(/\.tsx?$/, `${folder}/src/`).filter((file) => !/\.(test|d)\.ts$/.test(file));
    const forbidden = files.flatMap((file) => findForbidden(folder, file, readFileSync(root + file, 'utf8')));
    expect(forbidden).toEqual([]);
  });

  it.each(Object.entries(layers))('of %s exist', (folder, rows) => {
    const names = readdirSync(`${root}${folder}/src`);
    expect(rows.flat().filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(Object.entries(layers))('of %s are in the documentation', (_folder, rows) => {
    const line = rows.map((row) => row.map((name) => `\`${name}\``).join(', ')).join(' < ');
    expect(readFileSync(`${root}docs/architecture.md`, 'utf8')).toContain(line);
  });

  it.each([
    ["import type { Outbox } from '../outbox/outbox.js';"],
    ["export { createOutbox } from '../outbox/outbox.js';"],
    ["const load = () => import('../outbox/outbox.js');"],
    ["type Load = typeof import('../outbox/outbox.js');"],
    ["import type { Outbox } from '../http/routes.js';"],
  ])('are violated by %s in a file of graph', (text) => {
    expect(findForbidden('packages/server', 'packages/server/src/graph/a.ts', text)).toEqual([
      expect.stringContaining('graph may import base, log, mapping only'),
    ]);
  });
});
