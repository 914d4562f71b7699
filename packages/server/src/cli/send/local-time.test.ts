import { describe, expect, it } from 'vitest';
import { createLocalTimeReader } from './local-time.js';

describe('a local time', () => {
  it.each([
    ['UTC', '2026-07-20T13:59', '2026-07-20T13:59'],
    ['Europe/Berlin', '2026-07-20T13:59', '2026-07-20T11:59'],
    ['Europe/Berlin', '2026-11-20T00:00', '2026-11-19T23:00'],
    ['Asia/Kolkata', '2026-11-20T13:59', '2026-11-20T08:29'],
    ['America/St_Johns', '2026-11-20T13:59', '2026-11-20T17:29'],
    // The clock shows this hour twice: the first one is used.
    ['Europe/Berlin', '2026-10-25T01:59', '2026-10-24T23:59'],
    ['Europe/Berlin', '2026-10-25T02:00', '2026-10-25T00:00'],
    ['Europe/Berlin', '2026-10-25T02:59', '2026-10-25T00:59'],
    ['Europe/Berlin', '2026-10-25T03:00', '2026-10-25T02:00'],
    ['America/New_York', '2026-11-01T01:30', '2026-11-01T05:30'],
    // The clock skips this hour: the offset before it is used.
    ['Europe/Berlin', '2026-03-29T01:59', '2026-03-29T00:59'],
    ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:30'],
    ['Europe/Berlin', '2026-03-29T03:00', '2026-03-29T01:00'],
    ['America/New_York', '2026-03-08T02:30', '2026-03-08T07:30'],
  ])('in %s, %s, is %s in UTC', (timeZone, local, utc) => {
    expect(createLocalTimeReader(timeZone)(Date.parse(`${local}Z`))).toBe(Date.parse(`${utc}Z`));
  });
});
