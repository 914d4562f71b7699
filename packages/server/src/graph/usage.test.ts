import { describe, expect, it } from 'vitest';
import { parseUsage } from './usage.js';

const parse = (headers: Record<string, string>) => parseUsage((name) => headers[name] ?? null);

describe('usage headers', () => {
  it.each([
    [{}, undefined],
    [{ 'x-app-usage': '{"call_count":28,"total_time":96,"total_cputime":25}' }, { percent: 96, regainMs: 0 }],
    [
      {
        'x-business-use-case-usage':
          '{"66782684":[{"type":"ads_management","call_count":100,"total_cputime":1,"total_time":5,"estimated_time_to_regain_access":3}]}',
      },
      { percent: 100, regainMs: 180_000 },
    ],
    [
      { 'x-ad-account-usage': '{"acc_id_util_pct":9.67}', 'x-app-usage': '{"call_count":2}' },
      { percent: 9.67, regainMs: 0 },
    ],
    [
      { 'x-app-usage': '{"call_count":28,"reset_time_duration":300,"estimated_time_to_regain_access":99}' },
      { percent: 28, regainMs: 3_600_000 },
    ],
    [{ 'x-app-usage': '{"call_count"' }, undefined],
    [{ 'x-app-usage': '[[[[[[{"call_count":5}]]]]]]' }, undefined],
  ])('%j', (headers, usage) => {
    expect(parse(headers)).toEqual(usage);
  });
});
