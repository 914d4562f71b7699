import { describe, expect, it } from 'vitest';
import type { SendResult } from './send-result.js';
import { createWarningLog } from './warning-log.js';

/** Creates a log and the list of the fields it has written. */
function createFixture() {
  const fields: unknown[] = [];
  const log = createWarningLog({ warn: (data) => void fields.push((data as { field?: string }).field) });
  const note = (status: SendResult['status'], field: string) =>
    log.note(
      { event: 'Lead' },
      { status, problems: [{ code: 'c', severity: 'warning', field, message: 'm' } as never] },
    );
  return { note, fields };
}

describe('the log of warnings', () => {
  it.each<[SendResult['status'], string[]]>([
    ['accepted', ['a']],
    ['duplicate', []],
    ['rejected', []],
    ['unavailable', []],
  ])('has, for a message that is %s, %j', (status, expected) => {
    const { note, fields } = createFixture();
    note(status, 'a');
    note(status, 'a');
    expect(fields).toEqual(expected);
  });

  it('has fifty lines at most, whatever properties are called', () => {
    const { note, fields } = createFixture();
    for (let index = 0; index < 60; index++) note('accepted', `p${index}`);
    expect(fields).toHaveLength(50);
  });
});
