import { expect, it } from 'vitest';
import { describeThrown } from './describe-thrown.js';

it('describes a thrown value by type and location, without its text', () => {
  const described = describeThrown(new TypeError('ada@example.com'));
  expect(described.error).toBe('TypeError');
  expect(described.at).toMatch(/describe-thrown\.test/);
  expect(JSON.stringify(described)).not.toContain('ada@example.com');
  expect(describeThrown('ada@example.com')).toEqual({ error: 'string', at: '' });
});
