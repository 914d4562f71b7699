import { describe, expect, it } from 'vitest';
import { parseTime } from './parse-time.js';

const moment = Date.parse('2026-09-15T11:59:00Z');
const withMilliseconds = moment + 123;
const midnight = Date.parse('2026-09-15T00:00:00Z');

describe('parseTime', () => {
  it.each([
    // JavaScript's Date as text, and as other locales write it.
    ['Tue Sep 15 2026 06:59:00 GMT-0500 (Central Daylight Time)', moment],
    ['Tue Sep 15 2026 13:59:00 GMT+0200 (Mitteleuropäische Sommerzeit)', moment],
    ['Tue Sep 15 2026 17:29:00 GMT+0530 (India Standard Time)', moment],
    ['Tue, 15 Sep 2026 11:59:00 GMT', moment],
    ['9/15/2026, 11:59:00 AM', moment],
    ['9/15/2026, 11:59:00\u202fAM', moment],
    ['15/09/2026 11:59:00', moment],
    ['15.09.2026 11:59', moment],
    // In Czech, Croatian, Hungarian and Korean, dots are followed by spaces, and perhaps there is one behind the last number.
    ['15. 9. 2026 11:59:00', moment],
    ['15. 09. 2026. 11:59', moment],
    ['2026. 09. 15. 11:59:00', moment],
    ['2026. 9. 15.', midnight],
    ['05.09.2026', Date.parse('2026-09-05T00:00:00Z')],
    ['05/09/2026', Date.parse('2026-05-09T00:00:00Z')],
    ['September 15, 2026 at 11:59 a.m. UTC', moment],
    ['Sept 15 2026 11:59', moment],
    ['15 September 2026, 11:59 pm', moment + 12 * 3_600_000],
    ['15 Sep 2026 12:00 am', midnight],
    ['15 Sep 2026 12:00 PM', midnight + 12 * 3_600_000],
    // RFC 2822, RFC 850, asctime, and what date(1) and Java write.
    ['Tue, 15 Sep 2026 06:59:00 -0500', moment],
    ['Tue, 15 Sep 2026 07:59:00 EDT', moment],
    ['Tue, 15 Sep 2026 06:59:00 CDT (comment)', moment],
    ['15 Sep 2026 03:59 PST', moment],
    ['Tuesday, 15-Sep-26 11:59:00 GMT', moment],
    ['Tue Sep 15 11:59:00 2026', moment],
    ['Tue Sep 15 11:59:00 UTC 2026', moment],
    ['Tue Sep 15 05:59:00 MDT 2026', moment],
    ['Tue Sep 15 13:59:00 +0200 2026', moment],
    // Databases and languages: Ruby, BigQuery, Snowflake, PostgreSQL, Go, .NET, Java and Temporal.
    ['2026-09-15 11:59:00 UTC', moment],
    ['2026-09-15 11:59:00.000000 UTC', moment],
    ['2026-09-15 13:59:00 +0200', moment],
    ['2026-09-15 13:59:00.123 +02:00', withMilliseconds],
    ['2026-09-15 13:59:00+02', moment],
    ['2026-09-15 11:59:00.123456789 +0000 UTC', withMilliseconds],
    ['2026-09-15 06:59:00 -0500 CDT', moment],
    ['2026-09-15T11:59:00.1230000Z', withMilliseconds],
    ['2026-09-15T11:59:00,123Z', withMilliseconds],
    ['2026-09-15T13:59:00+02:00[Europe/Paris]', moment],
    ['2026-09-15t11:59:00z', moment],
    ['2026-09-15T11:59Z', moment],
    ['20260915T115900Z', moment],
    ['2026/09/15 11:59:00', moment],
    ['2026-09-15 13:59:00 UTC+2', moment],
    ['2026-09-15 13:59:00 GMT+02:00', moment],
    ['2026-09-15 05:14:00 \u221206:45', moment],
    // Days alone.
    ['2026-09-15', midnight],
    ['2026-09-15 UTC', midnight],
    ['2026-09-15Z', midnight],
    ['20260915', midnight],
    ['Sep 15, 2026', midnight],
    // Numbers, and what is a time already.
    [moment / 1000, moment],
    [moment, moment],
    [`${moment / 1000}`, moment],
    [` ${moment} `, moment],
    [`${moment / 1000}.123`, withMilliseconds],
    // Microseconds of GA4's export, nanoseconds of Go and of OpenTelemetry.
    [moment * 1_000, moment],
    [`${moment}000`, moment],
    [`${moment}000000`, moment],
    [new Date(moment), moment],
  ])('reads %j', (value, time) => {
    expect(parseTime(value)).toBe(time);
  });

  it.each([
    // Zones whose abbreviation has several meanings, or none that is known here.
    '2026-09-15 13:59:00 CEST',
    '2026-09-15 13:59:00 BST',
    '2026-09-15 17:29:00 IST',
    'Tue Sep 15 21:59:00 AEST 2026',
    'Tue, 15 Sep 2026 11:59:00 A',
    '2026-09-15 11:59:00 Europe/Paris',
    '2026-09-15T11:59:00[Europe/Paris]',
    '2026-09-15 11:59:00 (Central Daylight Time)',
    'Sep 15, 2026 JST',
    '2026-09-15 11:59:00 +25:00',
    '2026-09-15 11:59:00 +02:75',
    '2026-09-15 11:59:00 +0200x',
    // No times.
    'yesterday',
    '15. 9. 2026.5',
    '15.  9. 2026',
    '',
    '2026',
    '11:59',
    '2026-W38-2',
    '2026-258',
    '2026-02-30T00:00:00Z',
    '2026-13-01',
    '2026-09-15T24:59:00Z',
    '2026-09-15T11:60:00Z',
    '15 Sep 2026 24:00',
    '15 Sep 2026 11:60',
    '15 Sep 2026 11:59:60',
    '15 Sep 2026 0:59 am',
    '13:59 pm 15 Sep 2026',
    '15 Sep 2026 13:59 pm',
    'Foo, 15 Sep 2026 11:59:00 GMT',
    '15 Foo 2026 11:59:00 GMT',
    `${' '.repeat(200)}2026-09-15`,
    null,
    true,
    {},
    [moment],
    Number.NaN,
    new Date(Number.NaN),
  ])('does not read %j', (value) => {
    expect(parseTime(value)).toBeUndefined();
  });

  it('does not depend on the zone of the host', () => {
    const { TZ } = process.env;
    try {
      for (const zone of ['America/Chicago', 'Asia/Kolkata', 'UTC']) {
        process.env.TZ = zone;
        expect(parseTime('Sep 15 2026 11:59')).toBe(moment);
        expect(parseTime('9/15/2026, 11:59:00 AM')).toBe(moment);
      }
    } finally {
      if (TZ === undefined) delete process.env.TZ;
      else process.env.TZ = TZ;
    }
  });
});
