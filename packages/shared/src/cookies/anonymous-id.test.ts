import { describe, expect, it } from 'vitest';
import { parseAnonymousId } from './anonymous-id.js';

describe('parseAnonymousId', () => {
  it.each(['a', '0b9f1c2e-5d1a-4c1e-9d3b-2f0a7e6c1d2f', 'a.b_c-1', 'x'.repeat(64)])('keeps %s', (value) =>
    expect(parseAnonymousId(value)).toBe(value),
  );

  it.each(['', 'a b', 'a;b', 'a%20b', 'a\r\nb', 'x'.repeat(65), undefined, { $ne: '' }])(
    'returns none for %j',
    (value) => expect(parseAnonymousId(value)).toBeUndefined(),
  );
});
