import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { listOptions } from './list-options.js';
import { settingEntries } from './setting-schema.js';

const page = readFileSync(new URL('../../../../docs/options.md', import.meta.url), 'utf8');
const [tables = ''] = page.split('\n## What an instance can do');

/** The rows of the page's option tables: name and default. */
const documented = new Map(
  [...tables.matchAll(/^\| `([\w.]+)` +\| (.*?) *\| .* \|$/gm)].map(([, name = '', text = '']) => [name, text]),
);

const format = (value: unknown): string => {
  if (typeof value === 'number') return value.toLocaleString('en-US');
  return typeof value === 'string' ? `\`${value}\`` : JSON.stringify(value);
};

describe('docs/options.md', () => {
  it('names every option, and no other', () => {
    // The list of pixels is neither an option of a pixel nor part of a group.
    const names = listOptions().map(({ name }) => name);
    expect([...documented.keys()].sort()).toEqual([...names, 'pixels'].sort());
  });

  // A function cannot be printed as a default; the defaults of settings belong to the mapping.
  const printable = listOptions().filter(
    ({ name, default: value }) => typeof value !== 'function' && !(name in settingEntries),
  );

  it.each(printable)('tells variable and default of $name', ({ name, env, default: value }) => {
    const expected = [env && `\`${env}\``, value === undefined || value === '' ? undefined : format(value)];
    const text = expected.filter((part) => part !== undefined).join(', else ');
    if (text) expect(documented.get(name)).toBe(text);
  });
});

/** Reads the docstrings of the options, by dotted name. */
function readDocstrings(): Map<string, string> {
  const folder = new URL('./', import.meta.url);
  const docstrings = new Map<string, string>();
  for (const file of readdirSync(folder).filter((name) => /options\.ts$/.test(name))) {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const visit = (node: ts.Node, path: string): void => {
      const isOption = ts.isPropertyAssignment(node) && /^option\(/.test(node.initializer.getText());
      const name = isOption ? `${path}${node.name.getText()}` : undefined;
      if (name) docstrings.set(name, ts.getJSDocCommentsAndTags(node)[0]?.getText() ?? '');
      ts.forEachChild(node, (child) => visit(child, name ? `${name}.` : path));
    };
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true), '');
  }
  return docstrings;
}

describe('the docstring of an option', () => {
  const docstrings = readDocstrings();
  const numbers = listOptions().filter(({ default: value }) => typeof value === 'number');

  it.each(numbers)('tells the default of $name', ({ name, default: value }) => {
    const texts = [format(value), String(value), `${(value as number) / 86_400_000} days`];
    expect(texts.some((text) => docstrings.get(name)?.match(`efault:[^:]* ${text}\\.`))).toBe(true);
  });
});
