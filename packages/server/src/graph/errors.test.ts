import { describe, expect, it } from 'vitest';
import { graphErrorOf } from './errors.js';

describe('graphErrorOf', () => {
  it.each([
    ['token', 401, undefined],
    ['token', 400, { code: 190 }],
    ['token', 400, { code: 10 }],
    ['token', 403, { code: 200 }],
    ['token', 400, { code: 100, error_subcode: 33 }],
    ['rate', 429, undefined],
    ['rate', 400, { code: 4 }],
    ['rate', 400, { code: 80004 }],
    ['rate', 400, { code: 368 }],
    ['transient', 500, undefined],
    ['transient', 503, { code: 2 }],
    ['transient', 400, { code: 9999, is_transient: true }],
    ['invalid', 400, { code: 100, error_subcode: 2804003 }],
    ['too-large', 413, undefined],
    ['foreign', 403, undefined],
    ['foreign', 404, { code: 'x' }],
  ])('%s: %d %j', (kind, status, error) => {
    expect(graphErrorOf(status, error && { error })).toMatchObject({ name: 'GraphError', kind, status });
  });

  it('never carries the token, though Meta may quote it', () => {
    const error = graphErrorOf(400, { error: { code: 100, message: 'Bad EAAtoken here' } }, { token: 'EAAtoken' });
    expect(error.message).not.toContain('EAAtoken');
    expect(graphErrorOf(401, { error: { code: 190, message: 'Malformed EAAtoken' } }).message).not.toContain(
      'EAAtoken',
    );
  });
});
