import { afterAll, describe, expect, it } from 'vitest';
import { mapMessage } from '../../dist/index.js';
import { casesFolder, readCases, skippedBecause } from './cases.js';
import { type Difference, departures, type Fields, type Row } from './departures.js';

const rows = readCases<Row>('rudderstack.json');
const counts = new Map<string, number>();

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/**
 * Finds the differences of two events: field by field at the top level, in user data and in custom data; deeper values
 * are compared as a whole.
 */
function findDifferences(row: Row): Difference[] {
  const mapped = mapMessage(row.message, row.settings, { now: Date.parse(row.now) });
  const ours: Fields = 'event' in mapped ? { ...mapped.event } : {};
  const errors = (mapped.rejected ?? []).filter(({ severity }) => severity === 'error').map(({ code }) => code);
  const differences: Difference[] = [];
  const compare = (path: string, their: unknown, our: unknown) => {
    if (!same(their, our)) differences.push({ path, theirs: their, ours: our, row, event: ours, errors });
  };
  const { rudderstack: theirs } = row;
  if (theirs.error !== undefined || !('event' in mapped)) {
    if (theirs.error === undefined || 'event' in mapped) compare('error', theirs.error, mapped.skipped ?? errors);
    return differences;
  }
  const compareAll = (prefix: string, their: Fields = {}, our: Fields = {}) => {
    for (const key of new Set([...Object.keys(their), ...Object.keys(our)])) {
      if (key === 'user_data' || key === 'custom_data') compareAll(`${key}.`, their[key] as Fields, our[key] as Fields);
      else compare(prefix + key, their[key], our[key]);
    }
  };
  compareAll('', theirs, ours);
  return differences;
}

describe("RudderStack's events", () => {
  it.skipIf(casesFolder)(skippedBecause, ({ skip }) => skip());

  it.each(rows.map((row) => [row.id, row] as const))('%s', (_id, row) => {
    const unexplained: Partial<Difference>[] = [];
    for (const difference of findDifferences(row)) {
      const rule = departures.find(([, explains]) => explains(difference))?.[0];
      if (rule) counts.set(rule, (counts.get(rule) ?? 0) + 1);
      else unexplained.push({ path: difference.path, theirs: difference.theirs, ours: difference.ours });
    }
    expect(unexplained).toEqual([]);
  });

  it.runIf(casesFolder)('every departure is still needed', () => {
    expect(departures.map(([rule]) => rule).filter((rule) => !counts.has(rule))).toEqual([]);
  });

  afterAll(() => {
    if (!casesFolder) return;
    const lines = [...counts].sort((one, other) => other[1] - one[1]).map(([rule, count]) => `  ${count}  ${rule}`);
    console.log([`Departures from RudderStack in ${rows.length} messages:`, ...lines].join('\n'));
  });
});
