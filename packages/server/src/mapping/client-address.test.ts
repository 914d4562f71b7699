import type { Problem } from '@twinbeam/shared';
import { describe, expect, it } from 'vitest';
import { selectClientAddress } from './client-address.js';

function select(ip: unknown, fromVisitor = false, problems: Problem[] = [], message: object = {}) {
  const report = (problem: Problem) => void problems.push(problem);
  return selectClientAddress({ message, context: { ip }, fromVisitor, report });
}

describe('the address of a visitor', () => {
  it.each([
    ['8.8.8.8:61598', '8.8.8.8'],
    ['[2001:4860:4860::8888]:443', '2001:4860:4860::8888'],
    // As Meta's Parameter Builder makes them: kept whole.
    ['8.8.8.8.AQYCAQMC', '8.8.8.8.AQYCAQMC'],
    ['8.8.8.8.BA', '8.8.8.8.BA'],
    ['8.8.8.8:80.BA', '8.8.8.8.BA'],
    ['2001:4860:4860::8888%eth0', '2001:4860:4860::8888'],
    ['2001:4860:4860::8888.AQYCAQMC', '2001:4860:4860::8888.AQYCAQMC'],
  ])('%j is %s, whoever sends it', (ip, address) => {
    expect([select(ip), select(ip, true)]).toEqual([address, address]);
  });

  it.each(['10.0.0.1.AQYCAQMC', '::1.BA', '8.8.8.8.XX', '8.8.8.AQYCAQMC', '8.8.8.8.AQYCAQMCX', 'null', ''])(
    '%j is none',
    (ip) => {
      expect([select(ip), select(ip, true)]).toEqual([undefined, undefined]);
    },
  );

  it.each([
    ['8.8.8.8, 10.0.0.1', '8.8.8.8'],
    ['10.0.0.1, 1.1.1.1:80,8.8.8.8', '1.1.1.1'],
    ['unknown, [2001:4860:4860::8888]:443', '2001:4860:4860::8888'],
    ['10.0.0.1, 127.0.0.1', undefined],
    [`${'10.0.0.1,'.repeat(100)}8.8.8.8`, undefined],
  ])('of the list %j is the first public one, from server code alone', (ip, address) => {
    expect([select(ip), select(ip, true)]).toEqual([address, undefined]);
  });

  it.each(['10.0.0.1', 'undefined', '', null, ['9.9.9.9']])('is that of the request where the message has %j', (ip) => {
    expect(select(ip, false, [], { request_ip: '8.8.8.8' })).toBe('8.8.8.8');
  });

  it('is that of the message first', () => {
    expect(select('9.9.9.9', false, [], { request_ip: '8.8.8.8' })).toBe('9.9.9.9');
  });

  it('is not looked for in a text that is longer than any list, with a warning', () => {
    const problems: Problem[] = [];
    expect(select(`8.8.8.8,${' '.repeat(1_024)}8.8.8.8`, false, problems)).toBe(undefined);
    expect(problems).toMatchObject([{ code: 'text-too-long', field: 'context.ip' }]);
  });
});
