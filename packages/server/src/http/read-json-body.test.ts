import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { createBodyBudget } from './body-budget.js';
import type { HttpRequest } from './http-message.js';
import { readJsonBody } from './read-json-body.js';

const json = { batch: [{ event: 'Lead', messageId: 'm1' }] };
const text = JSON.stringify(json);

it.each<[string, unknown, Record<string, string>, number]>([
  ['bytes', Buffer.from(text), {}, text.length],
  ['bytes, compressed', gzipSync(text), { 'content-encoding': 'gzip' }, text.length],
  ['text', text, {}, text.length],
  ['an object that the host has parsed', json, { 'content-length': '42' }, 42],
  ['an object that the host has decompressed', json, { 'content-length': '42', 'content-encoding': 'gzip' }, 1_000],
  ['an object whose size is unknown', json, {}, 1_000],
])('waits for its turn by the size of the body: %s', async (_form, body, headers, bytes) => {
  const request: Partial<HttpRequest> = { header: (name) => headers[name], readBody: async () => ({ body }) };
  const entered: number[] = [];
  const turns = { enter: async (size: number) => void entered.push(size) };
  const limits = { maxBytes: 1_000, timeoutMs: 1_000, budget: createBodyBudget(10_000), turns };
  expect(await readJsonBody(request as HttpRequest, limits)).toEqual({ json });
  expect(entered).toEqual([bytes + 2_000]);
});

it('counts bodies that wait for their turn towards the memory of all bodies', async () => {
  const request: Partial<HttpRequest> = { header: () => undefined, readBody: async () => ({ body: text }) };
  let begin = (): void => undefined;
  const turn = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const turns = { enter: () => turn };
  const limits = { maxBytes: 1_000, timeoutMs: 1_000, budget: createBodyBudget(1.5 * text.length), turns };
  const first = readJsonBody(request as HttpRequest, limits);
  expect(await readJsonBody(request as HttpRequest, limits)).toMatchObject({ error: { status: 503 } });
  begin();
  expect(await first).toEqual({ json });
  expect(await readJsonBody(request as HttpRequest, limits)).toEqual({ json });
});
