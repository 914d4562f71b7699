import { request } from 'node:http';
import { createSandbox, type Sandbox } from '@twinbeam/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ hosts: ['sandbox.example'] });
});
afterAll(() => sandbox.close());

/** Requests a path with headers that `fetch` does not allow. */
const ask = (path: string, headers: Record<string, string>, method = 'GET') =>
  new Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) => {
    const { port } = new URL(sandbox.url);
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, headers: response.headers });
    });
    sent.on('error', reject).end();
  });

describe('the page and its API', () => {
  it.each([
    ['localhost:4040', 200],
    ['127.0.0.1', 200],
    ['[::1]:4040', 200],
    ['sandbox', 200],
    ['shop.localhost:4040', 200],
    ['sandbox.example', 200],
    ['evil.example', 421],
    ['localhost.evil.example', 421],
  ])('know the host %s: %i', async (host, status) => {
    for (const path of ['/', '/api/events', '/api/page/state', '/page.js']) {
      expect([path, (await ask(path, { host })).status]).toEqual([path, status]);
    }
  });

  it.each([
    ['http://localhost:4040', 204],
    [undefined, 204],
    ['http://localhost:3000', 403],
    ['https://evil.example', 403],
    ['null', 403],
  ])('let pages of %s change something: %i', async (origin, status) => {
    const headers = { host: 'localhost:4040', ...(origin && { origin }) };
    expect((await ask('/api/events', headers, 'DELETE')).status).toBe(status);
    expect((await ask('/api/faults', headers, 'DELETE')).status).toBe(status);
  });

  it('are in no frame, and run their own script and style alone', async () => {
    const { headers } = await ask('/', { host: 'localhost' });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toContain('unsafe');
  });

  it('leave the endpoints of Meta open to any host and page', async () => {
    const headers = { host: 'meta.example', origin: 'https://shop.example' };
    expect((await ask('/tr/?id=1&ev=Lead', headers)).status).toBe(200);
    expect((await ask('/en_US/fbevents.js', headers)).status).toBe(200);
  });
});

describe('a request that the sandbox cannot read', () => {
  it.each([
    ['/1/1/events', 'POST', 'application/json', 'x'.repeat(1_000)],
    ['/tr/', 'POST', 'text/plain', 'x'.repeat(2_000_000)],
    ['/api/faults', 'PUT', 'application/json', '{'],
    ['/api/pixels/%', 'PUT', 'application/json', '{}'],
  ])('gets no stack and no path of this machine: %s', async (path, method, type, body) => {
    const response = await fetch(sandbox.url + path, { method, headers: { 'content-type': type }, body });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    const text = await response.text();
    expect(JSON.parse(text)).toEqual({ error: expect.any(String) });
    expect(text).not.toMatch(/node_modules|\.js:|&nbsp;/);
  });
});
