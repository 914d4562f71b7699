import { describe, expect, it } from 'vitest';
import { toJson } from './to-json.js';

describe('toJson', () => {
  it('writes a hole of a list as null', () => {
    const list: unknown[] = [];
    list[1] = { id: 'boot' };
    expect(toJson({ list })).toBe('{"list":[null,{"id":"boot"}]}');
  });

  it('writes no more values than its budget, of a graph whose nodes all reach each other', () => {
    const nodes = Array.from({ length: 30 }, (): Record<string, unknown> => ({}));
    for (const node of nodes) for (const [index, other] of nodes.entries()) node[`n${index}`] = other;
    expect(toJson(nodes[0], [], { values: 10_000 })?.length).toBeLessThan(200_000);
  });
});
