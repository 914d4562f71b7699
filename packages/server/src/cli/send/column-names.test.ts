import { hashedKeys } from '@twinbeam/shared';
import { expect, it } from 'vitest';
import { columnPaths, toColumnKey } from './column-names.js';

it.each(hashedKeys)("%s, Meta's name of a match key, is the name of a column", (key) => {
  expect(columnPaths).toHaveProperty(toColumnKey(key));
});

it.each(
  'context_ip context_user_agent context_page_url context_page_referrer context_traits_email context_traits_phone context_traits_first_name context_traits_last_name original_timestamp anonymous_id user_id'.split(
    ' ',
  ),
)('%s of a warehouse of RudderStack or Segment is the name of a column', (name) => {
  expect(columnPaths).toHaveProperty(toColumnKey(name));
});

it.each(
  'created_time email full_name first_name last_name phone_number city state zip_code post_code country gender date_of_birth'.split(
    ' ',
  ),
)("%s of Meta's list of leads is the name of a column", (name) => {
  expect(columnPaths).toHaveProperty(toColumnKey(name));
});
