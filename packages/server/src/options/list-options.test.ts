import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listOptions } from './list-options.js';
import { settingEntries } from './setting-schema.js';

const page = readFileSync(new URL('../../../../docs/options.md', import.meta.url), 'utf8');
const [tables = ''] = page.split('\n## What an instance can do');

/** The rows of the page's tables of options: name and default. */
const documented = new Map(
  [...tables.matchAll(/^\| `([\w.]+)` +\| (.*?) *\| .* \|$/gm)].map(([, name = '', text = '']) => [name, text]),
);

const format = (value: unknown): string => {
  if (typeof value === 'number') return value.toLocaleString('en-US');
  return typeof value === 'string' ? `\`${value}\`` : JSON.stringify(value);
};

describe('docs/options.md', () => {
  it('names every option, and no other', () => {
    // The list of pixels is no option of one pixel, and stands in no group.
    const names = listOptions().map(({ name }) => name);
    expect([...documented.keys()].sort()).toEqual([...names, 'pixels'].sort());
  });

  // Functions have no default that could be printed; the defaults of settings are the mapping's.
  const printable = listOptions().filter(
    ({ name, default: value }) => typeof value !== 'function' && !(name in settingEntries),
  );

  it.each(printable)('tells variable and default of $name', ({ name, env, default: value }) => {
    const expected = [env && `\`${env}\``, value === undefined || value === '' ? undefined : format(value)];
    const text = expected.filter((part) => part !== undefined).join(', else ');
    if (text) expect(documented.get(name)).toBe(text);
  });
});
