import { hashedKeys } from '@twinbeam/shared';
import { expect, it } from 'vitest';
import { columnPaths, toColumnKey } from './column-names.js';

it.each(hashedKeys)("%s, Meta's name of a match key, is the name of a column", (key) => {
  expect(columnPaths).toHaveProperty(toColumnKey(key));
});

it.each(
  'created_time email full_name first_name last_name phone_number city state zip_code post_code country gender date_of_birth'.split(
    ' ',
  ),
)("%s of Meta's list of leads is the name of a column", (name) => {
  expect(columnPaths).toHaveProperty(toColumnKey(name));
});
