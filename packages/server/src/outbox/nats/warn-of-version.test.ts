import { afterEach, describe, expect, it, vi } from 'vitest';
import { warnOfVersion } from './warn-of-version.js';

describe('warnOfVersion', () => {
  afterEach(() => void vi.restoreAllMocks());

  it.each([
    ['2.9.10', true],
    ['2.10.22', true],
    ['1.99.99', true],
    ['2.10.23', false],
    ['2.10.23-RC.1', false],
    ['2.11.0', false],
    ['2.12.1', false],
    ['3.0.0', false],
    [undefined, false],
  ])('warns of a server of version %s: %s', (version, isWarned) => {
    const emitted = vi.spyOn(process, 'emitWarning').mockReturnValue(undefined);
    warnOfVersion(version, 'nats-1:4222');
    expect(emitted.mock.calls.map(([text]) => text)).toEqual(
      isWarned ? [expect.stringContaining(`NATS at nats-1:4222 is ${version}`)] : [],
    );
  });
});
