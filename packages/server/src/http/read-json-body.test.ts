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
  ['an object whose size is unknown', json, {}, 1_000],
])('waits for its turn by the size of the body: %s', async (_form, body, headers, bytes) => {
  const request: Partial<HttpRequest> = { header: (name) => headers[name], readBody: async () => ({ body }) };
  const entered: number[] = [];
  const turns = { enter: async (size: number) => void entered.push(size) };
  const limits = { maxBytes: 1_000, timeoutMs: 1_000, budget: createBodyBudget(10_000), turns };
  expect(await readJsonBody(request as HttpRequest, limits)).toEqual({ json });
  expect(entered).toEqual([bytes + 2_000]);
});
