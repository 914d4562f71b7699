import { expect, it } from 'vitest';
import { toTable } from './table.js';

it('makes each column as wide as its widest cell, in tables of any length', () => {
  const rows = Array.from({ length: 200_000 }, (_, index) => [String(index), 'Lead']);
  const lines = toTable(['id', 'event'], rows).split('\n');
  expect(lines.slice(0, 3)).toEqual(['id      event', '──────  ─────', '0       Lead']);
  expect(lines.at(-1)).toBe('199999  Lead');
});
