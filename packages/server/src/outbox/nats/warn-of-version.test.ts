import { describe, expect, it } from 'vitest';
import { warnOfVersion } from './warn-of-version.js';

describe('warnOfVersion', () => {
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
    const warnings: string[] = [];
    warnOfVersion(version, 'nats-1:4222', (text) => void warnings.push(text));
    expect(warnings).toEqual(isWarned ? [expect.stringContaining(`NATS at nats-1:4222 is ${version}`)] : []);
  });
});
