import { createHash } from 'node:crypto';
import type { HashedKey } from '@twinbeam/shared';
import { afterAll, describe, expect, it } from 'vitest';
import { clickCookies, normalForm } from '../../dist/index.js';
import type { GraphErrorKind } from '../../src/graph/graph-error-policies.js';
import { toGraphError } from '../../src/graph/to-graph-error.js';
import { casesFolder, readCases, skippedBecause } from './cases.js';

interface FormRow {
  field: HashedKey;
  value: unknown;
  country?: string;
  normal: string | null;
  sha256: string | null;
}

describe.each(['normal-forms.json', 'normalisation.json'])('%s', (file) => {
  it.skipIf(casesFolder)(skippedBecause, ({ skip }) => skip());

  it.each(readCases<FormRow>(file))(
    '$field of $value ($country) is $normal',
    ({ field, value, country, normal, sha256 }) => {
      const form = normalForm(field, value, country === undefined ? {} : { country });
      expect(form ?? null).toBe(normal);
      if (form !== undefined) expect(createHash('sha256').update(form).digest('hex')).toBe(sha256);
    },
  );
});

interface CookieRow {
  id: string;
  note: string;
  host: string;
  query: Record<string, unknown> | null;
  cookies: Record<string, string> | null;
  referer: string | null;
  now: number;
  random: number;
  parameterBuilder: { fbc: string | null; fbp: string | null };
}

describe('click-cookies.json', () => {
  it.skipIf(casesFolder)(skippedBecause, ({ skip }) => skip());

  it.each(readCases<CookieRow>('click-cookies.json'))('$id: $note', ({ random, parameterBuilder, ...input }) => {
    const { fbp, fbc, setCookies } = clickCookies({ ...input, random: () => random });
    expect({ fbp, fbc: fbc ?? null }).toEqual(parameterBuilder);
    expect(setCookies.map(({ value }) => value)).toEqual(fbc === undefined ? [fbp] : [fbp, fbc]);
  });
});

interface ErrorRow {
  status: number;
  body: { error?: { code?: number; error_subcode?: number } } | string;
  rudderstack: string | number;
}

const between = (code: number, from: number, to: number) => code >= from && code <= to;

/** Returns the kind that the reference data expects, independently of the code under test. */
function expectedKind({ status, body }: ErrorRow): GraphErrorKind {
  const { code = 0, error_subcode: subcode } = (typeof body === 'object' && body.error) || {};
  if ([10, 102, 190, 803].includes(code) || between(code, 200, 299) || (code === 100 && subcode === 33)) return 'token';
  if ([4, 17, 32, 341, 368, 613].includes(code) || between(code, 80_000, 80_014)) return 'rate';
  if (code === 1 || code === 2 || status >= 500) return 'transient';
  return code === 100 ? 'invalid' : 'foreign';
}

/** RudderStack's names for the same kinds. */
const theirs: Record<GraphErrorKind, (string | number)[]> = {
  token: ['configuration'],
  rate: ['throttled'],
  transient: ['retryable', 500, 503],
  invalid: ['aborted'],
  'too-large': [],
  foreign: ['retryable'],
};

describe('graph-errors.json', () => {
  const others: string[] = [];
  it.skipIf(casesFolder)(skippedBecause, ({ skip }) => skip());

  it.each(readCases<ErrorRow>('graph-errors.json').map((row) => [row.status, JSON.stringify(row.body), row] as const))(
    '%s %s',
    (_status, _body, row) => {
      if (row.status === 200 && !(typeof row.body === 'object' && row.body.error)) {
        expect(row.rudderstack).toBe(200);
        return;
      }
      const { kind } = toGraphError(row.status, row.body);
      expect(kind).toBe(expectedKind(row));
      if (!theirs[kind].includes(row.rudderstack)) {
        const code = typeof row.body === 'object' ? row.body.error?.code : undefined;
        others.push(`  ${row.status}, code ${code}: ${kind} here, ${row.rudderstack} there`);
      }
    },
  );

  afterAll(() => {
    if (casesFolder) console.log(['Errors of Graph that RudderStack takes for others:', ...others].join('\n'));
  });
});
