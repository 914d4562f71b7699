import { describe, expect, it } from 'vitest';
import { toJson } from './to-json.js';

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe('toJson', () => {
  it('writes a hole of a list as null', () => {
    const list: unknown[] = [];
    list[1] = { id: 'boot' };
    expect(toJson({ list })).toBe('{"list":[null,{"id":"boot"}]}');
  });

  it.each([
    ['a text', new String('boot'), '"boot"'],
    ['a number', new Number(9.5), '9.5'],
    ['a boolean', new Boolean(false), 'false'],
  ])('writes an object around %s as that', (_what, value, json) => {
    expect(toJson({ value })).toBe(`{"value":${json}}`);
  });

  it.each([
    ['has a method toJSON that throws', { toJSON: () => JSON.parse('{') }],
    ['is a revoked proxy', revoked()],
    ['is a bigint', 1n],
    ['is an invalid date', new Date(Number.NaN)],
  ])('leaves out what %s, and nothing beside it', (_what, value) => {
    expect(toJson({ a: 1, value, list: [{ id: 'boot' }, value] })).toBe('{"a":1,"list":[{"id":"boot"},null]}');
  });

  it('writes a date without the quotes that Datejs puts around it', () => {
    const date = new Date(0);
    date.toISOString = () => `"${Date.prototype.toISOString.call(date)}"`;
    expect(toJson({ date })).toBe('{"date":"1970-01-01T00:00:00.000Z"}');
  });

  it('writes no more values than its budget, of a graph whose nodes all reach each other', () => {
    const nodes = Array.from({ length: 30 }, (): Record<string, unknown> => ({}));
    for (const node of nodes) for (const [index, other] of nodes.entries()) node[`n${index}`] = other;
    expect(toJson(nodes[0], [], { values: 10_000 })?.length).toBeLessThan(200_000);
  });
});
