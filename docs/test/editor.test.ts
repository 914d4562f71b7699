import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from './find-files.js';
import { openEditor } from './open-editor.js';
import { createPackedProject, type PackedProject } from './packed-project.js';

let project: PackedProject;
beforeAll(() => {
  project = createPackedProject();
}, 120_000);
afterAll(() => project?.remove());

/** Reads the options of `createTwinbeam` that the documentation lists, by the group that they are in, or `''`. */
function readOptionNames(): Map<string, string[]> {
  const [tables = ''] = readFileSync(`${root}docs/options.md`, 'utf8').split('\n## What an instance can do');
  const groups = new Map<string, string[]>([['', []]]);
  for (const [, group = '', name = ''] of tables.matchAll(/^\| `(?:(\w+)\.)?(\w+)` /gm)) {
    groups.set(group, [...(groups.get(group) ?? []), name]);
  }
  return groups;
}

it('an editor shows the text of every option of createTwinbeam', () => {
  const groups = readOptionNames();
  const write = (group: string) =>
    groups
      .get(group)
      ?.map((name) => `/*${group}*/ ${name}: undefined as never,\n`)
      .join('') ?? '';
  const nested = [...groups.keys()].filter((group) => group !== '');
  const text = nested.map((group) => `${group}: {\n${write(group)}},\n`).join('');
  const editor = openEditor(
    project.write(
      'options.ts',
      `import { createTwinbeam } from '@twinbeam/server';\ncreateTwinbeam({\n${write('')}${text}});\n`,
    ),
  );
  const shown = [...groups].flatMap(([group, names]) => [
    ...(group === '' ? [] : [[group, editor.hover(`${group}: {`)]]),
    ...names.map((name) => [`${group}.${name}`, editor.hover(`${name}:`, `/*${group}*/ ${name}:`)]),
  ]);
  expect(shown.length).toBeGreaterThan(60);
  expect(shown.filter(([, documentation]) => !documentation).map(([name]) => name)).toEqual([]);
}, 60_000);
