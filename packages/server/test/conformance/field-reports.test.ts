import type { HashedKey, Settings } from '@twinbeam/shared';
import { describe, expect, it } from 'vitest';
import { mapMessage, normalForm } from '../../dist/index.js';
import { casesFolder, readCases, skippedBecause } from './cases.js';

/** A message from a public bug report or from another project's tests, and the expected parts of its event. */
interface MessageRow {
  name: string;
  message: unknown;
  settings: Settings;
  now: string;
  expected: {
    event?: Record<string, unknown>;
    /** Paths that must be missing. */
    absent?: string[];
    skipped?: boolean;
    /** Codes of the expected errors. */
    rejected?: string[];
  };
}

interface FormRow {
  name: string;
  call: { normalForm: [field: HashedKey, value: unknown, options?: { country?: string }] };
  /** Null if the value must be left out. */
  expected: string | null;
}

/** Rows for which our rules decide differently, by name, with the rule. None so far. */
const departures: Record<string, string> = {};

const isNamed = ({ name }: { name: string }): boolean => name in departures;

/** Reads a dotted path. A dot that is part of a name is written `\.`. */
function readAt(root: unknown, path: string): unknown {
  let value = root;
  for (const key of path.split(/(?<!\\)\./))
    value = (value as Record<string, unknown> | undefined)?.[key.replace('\\.', '.')];
  return value;
}

/** Creates the matcher of an expected value: objects match partially, lists in length and with partial entries. */
const toMatcher = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(toMatcher);
  if (typeof value !== 'object' || value === null) return value;
  return expect.objectContaining(
    Object.fromEntries(Object.entries(value).map(([key, part]) => [key, toMatcher(part)])),
  );
};

describe.each(['field-reports.json', 'oracles.json'])('%s', (file) => {
  const rows = readCases<MessageRow | FormRow>(file).filter((row) => !isNamed(row));
  const messages = rows.filter((row): row is MessageRow => 'message' in row);
  const forms = rows.filter((row): row is FormRow => 'call' in row);

  it.skipIf(casesFolder)(skippedBecause, ({ skip }) => skip());

  it.each(messages)('$name', ({ message, settings, now, expected }) => {
    const { event, skipped, rejected } = { ...mapMessage(message, settings, { now: Date.parse(now) }) } as {
      event?: unknown;
      skipped?: string;
      rejected?: { code: string; severity: string }[];
    };
    if (expected.skipped) expect(skipped).toMatch(/\w/);
    else if (expected.rejected) {
      const errors = rejected?.filter(({ severity }) => severity === 'error').map(({ code }) => code);
      expect(errors).toEqual(expect.arrayContaining(expected.rejected));
    } else expect(rejected ?? skipped).toBeUndefined();
    for (const [path, part] of Object.entries(expected.event ?? {})) {
      expect(readAt(event, path), path).toEqual(toMatcher(part));
    }
    for (const path of expected.absent ?? []) expect(readAt(event, path), path).toBeUndefined();
  });

  if (forms.length) {
    it.each(forms)('$name', ({ call, expected }) => {
      const [field, value, options] = call.normalForm;
      expect(normalForm(field, value, options ?? {}) ?? null).toBe(expected);
    });
  }
});
