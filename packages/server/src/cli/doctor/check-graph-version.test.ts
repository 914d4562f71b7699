import { describe, expect, it } from 'vitest';
import { checkGraphVersion } from './check-graph-version.js';

describe('the check of the version of Graph', () => {
  it.each([
    ['v26.0', '2026-11-25', 'good', 'not announced its end'],
    ['v23.0', '2026-11-25', 'good', 'until 2027-10-08'],
    ['v21.0', '2026-11-25', 'warning', 'ends on 2027-01-21, in 57 days'],
    ['v20.0', '2026-11-25', 'bad', 'ended on 2026-09-24'],
    ['v12.0', '2026-11-25', 'bad', 'past its end'],
    ['v27.0', '2027-11-25', 'good', 'not announced its end'],
  ])('for %s on %s is %s', (version, today, result, text) => {
    expect(checkGraphVersion(version, Date.parse(today))).toEqual({ result, text: expect.stringContaining(text) });
  });
});
