import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toGraphError } from './to-graph-error.js';

describe('an error of Graph', () => {
  it.each([
    ['token', 'pause', 401, undefined],
    ['token', 'pause', 400, { code: 190 }],
    ['token', 'pause', 400, { code: 10 }],
    ['token', 'pause', 403, { code: 200 }],
    ['token', 'pause', 400, { code: 100, error_subcode: 33 }],
    ['rate', 'retry', 429, undefined],
    ['rate', 'retry', 400, { code: 4 }],
    ['rate', 'retry', 400, { code: 80004 }],
    ['rate', 'retry', 400, { code: 368 }],
    ['transient', 'retry', 0, undefined],
    ['transient', 'retry', 500, undefined],
    ['transient', 'retry', 503, { code: 2 }],
    ['transient', 'retry', 400, { code: 9999, is_transient: true }],
    ['invalid', 'split', 400, { code: 100, error_subcode: 2804003 }],
    ['too-large', 'split', 413, undefined],
    ['foreign', 'retry', 403, undefined],
    ['foreign', 'retry', 404, { code: 'x' }],
  ])('has the kind %s and the action %s: %d %j', (kind, action, status, error) => {
    const graphError = toGraphError(status, error && { error });
    expect(graphError).toMatchObject({ name: 'GraphError', kind, status, policy: { kind, action } });
    expect(graphError.message).toContain(graphError.policy.advice);
  });

  it('makes other dispatchers wait only for a token or a rate limit, and makes the next batch smaller without a response', () => {
    const of = (status: number) => toGraphError(status, undefined).policy;
    expect([401, 429, 0, 500, 413, 404].filter((status) => of(status).share)).toEqual([401, 429]);
    expect([401, 429, 0, 500, 413, 404].filter((status) => of(status).shrinkBatch)).toEqual([0]);
  });

  it.each([
    [{ retryAfter: '7' }, 7_000],
    [{ retryAfter: '7', regainMs: 9_000 }, 9_000],
    [{ retryAfter: '999999' }, 3_600_000],
    [{ retryAfter: 'soon' }, undefined],
    [{}, undefined],
  ])('waits as long as Meta asks, an hour at most: %j', (context, retryAfterMs) => {
    expect(toGraphError(429, undefined, context).retryAfterMs).toBe(retryAfterMs);
  });

  it('never carries the token, though Meta may quote it', () => {
    const error = toGraphError(400, { error: { code: 100, message: 'Bad EAAtoken here' } }, { token: 'EAAtoken' });
    expect(error.message).toContain('Bad … here');
    expect(error.message).not.toContain('EAAtoken');
    const malformed = toGraphError(401, { error: { code: 190, message: 'Malformed EAAtoken' } });
    expect(malformed.message).not.toContain('EAAtoken');
  });
});

describe('docs/delivery.md', () => {
  const page = readFileSync(new URL('../../../../docs/delivery.md', import.meta.url), 'utf8');
  const kinds = { 'token or permission': 'token', 'rate limit': 'rate', 'temporary error': 'transient' };
  /** The Graph codes in the rows of the table; a status comes before a semicolon. */
  const documented = [...page.matchAll(/^\| ([a-z ]+): (?:\d\w\w; )?(\d[^|;`]*)/gm)].flatMap(
    ([, title = '', codes = '']) =>
      [...codes.matchAll(/(?<!with subcode )\b(\d+)(?: to (\d+))?/g)].map(([, from, to = from]) => ({
        kind: kinds[title as keyof typeof kinds],
        from: Number(from),
        to: Number(to),
      })),
  );

  it('names the codes that are about the token, the rate limit, or a failure at Meta', () => {
    expect(documented.length).toBeGreaterThan(12);
    const codes = Array.from({ length: 81_000 }, (_, code) => code);
    const wrong = codes.filter((code) => {
      const { kind } = toGraphError(400, { error: { code, error_subcode: code === 100 ? 33 : undefined } });
      return kind !== (documented.find(({ from, to }) => from <= code && code <= to)?.kind ?? 'foreign');
    });
    expect(wrong).toEqual([]);
  });
});
