import { hashedKeys } from '@twinbeam/shared';
import { expect, it } from 'vitest';
import { columnPaths, toColumnKey } from './column-names.js';

it.each(hashedKeys)("%s, Meta's name of a match key, is the name of a column", (key) => {
  expect(columnPaths).toHaveProperty(toColumnKey(key));
});
