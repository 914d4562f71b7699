import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Twinbeam, TwinbeamOptions } from '@twinbeam/server';
import type { Express } from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runTwinbeam } from './support/command-line.js';
import { createFixture, type Fixture } from './support/fixture.js';
import { hasNginx, startNginx } from './support/nginx.js';
import { findFreePort } from './support/recipe-server.js';
import { serveTwinbeam } from './support/serve-twinbeam.js';

let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture(() => ({ outbox: 'memory:', metrics: { token: 'm3trics' } }));
});
afterEach(() => fixture.close());

const docs = readFileSync(join(import.meta.dirname, '../../../docs/proxies.md'), 'utf8');

/** Reads an nginx block from the docs, and replaces the port of the server. */
function readRecipe(name: string, port: number): string {
  const [, recipe] = new RegExp(`^\`\`\`nginx ${name}\n(.*?)^\`\`\``, 'ms').exec(docs) ?? [];
  if (recipe === undefined) throw new Error(`docs/proxies.md has no recipe '${name}'.`);
  return recipe.replaceAll(':3000', `:${port}`);
}

/** Lets a test set the visitor's address, as if the visitor were there. */
const asVisitor = 'set_real_ip_from 127.0.0.1; real_ip_header X-Test-Visitor;';

/** A network or router in front, like Cloudflare or Heroku: it appends the visitor's address, and sets the scheme. */
const edge = (port: number, target: number): string => `
  server {
    listen 127.0.0.1:${port};
    ${asVisitor}
    location / {
      proxy_pass http://127.0.0.1:${target};
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header CF-Connecting-IP $remote_addr;
      proxy_set_header X-Forwarded-Proto https;
    }
  }`;

const server = (port: number, content: string): string => `server { listen 127.0.0.1:${port}; ${content} }`;

const visitor = '8.8.4.4';
const body = JSON.stringify({
  batch: [{ type: 'track', event: 'Lead', messageId: 'm1', context: { fbp: 'fb.1.1700000000000.42' } }],
});

/** Sends a request of a page of `shop.example`. The visitor forges the header with somebody else's address. */
async function post(port: number, headers: Record<string, string> = {}, path = '/twin/collect') {
  const sent = request({
    ...{ port, host: '127.0.0.1', method: 'POST', path },
    headers: {
      host: 'shop.example',
      origin: 'https://shop.example',
      'user-agent': 'Mozilla/5.0 Test/1',
      'x-test-visitor': visitor,
      'x-forwarded-for': '1.1.1.1',
      'content-length': Buffer.byteLength(body),
      ...headers,
    },
  });
  sent.end(body);
  const [response] = await once(sent, 'response');
  response.resume();
  return response as import('node:http').IncomingMessage;
}

interface Served {
  twinbeam: Twinbeam;
  port: number;
}

async function serve(trusted: number, options: TwinbeamOptions = {}): Promise<Served> {
  const twinbeam = fixture.start(options);
  const prepare = (app: Express) => {
    if (trusted > 0) app.set('trust proxy', trusted);
    app.get('/', (_req, res) => void res.send(`<head>${twinbeam.scriptTag()}</head>`));
  };
  const { port, close } = await serveTwinbeam(twinbeam, prepare);
  fixture.closeLater(async () => close());
  return { twinbeam, port };
}

/** Starts nginx in front of a server. Returns the port for visitors. */
async function putInFront(toServers: (port: number, edgePort: number) => string): Promise<number> {
  const [port, edgePort] = [await findFreePort(), await findFreePort()];
  const nginx = await startNginx(toServers(port, edgePort), port);
  fixture.closeLater(() => nginx.close());
  return port;
}

const readMetrics = async (port: number): Promise<string> => {
  const response = await fetch(`http://localhost:${port}/twin/metrics`, {
    headers: { authorization: 'Bearer m3trics' },
  });
  return response.text();
};
const countProblems = (metrics: string): Record<string, string> =>
  Object.fromEntries(
    [...metrics.matchAll(/^twinbeam_proxy_problems_total\{problem="(.+?)"\} (\d+)/gm)].flatMap(([, name, count]) =>
      name && count && count !== '0' ? [[name, count]] : [],
    ),
  );

describe.runIf(hasNginx)('behind nginx', () => {
  it.each<[string, number, (target: number) => Promise<number>]>([
    ['nginx', 1, (target) => putInFront((port) => server(port, asVisitor + readRecipe('proxy', target)))],
    [
      'Cloudflare and nginx',
      1,
      (target) =>
        putInFront((port, edgePort) => edge(port, edgePort) + server(edgePort, readRecipe('cloudflare', target))),
    ],
    ['Cloudflare or a router alone', 1, (target) => putInFront((port) => edge(port, target))],
    [
      'a router behind Cloudflare',
      2,
      (target) => putInFront((port, edgePort) => edge(port, edgePort) + server(edgePort, readRecipe('proxy', target))),
    ],
  ])('%s with %i trusted, the address and the host arrive', async (_name, trusted, putBefore) => {
    const { port: target, twinbeam } = await serve(trusted);
    const { statusCode, headers } = await post(await putBefore(target));
    expect(statusCode).toBe(202);
    expect(headers['set-cookie']?.[0]).toContain('Domain=shop.example');
    await twinbeam.flush();
    expect(fixture.sandbox.events()[0]?.user_data).toMatchObject({ client_ip_address: visitor });
    expect(fixture.logged).toEqual([expect.stringMatching(/^Twinbeam runs /)]);
    expect(countProblems(await readMetrics(target))).toEqual({});
  });

  it('below a path, pages, scripts and messages arrive', async () => {
    const { port: target, twinbeam } = await serve(1, { basePath: '/shop/twin' });
    const port = await putInFront((own) => server(own, asVisitor + readRecipe('path', target)));
    const page = await fetch(`http://127.0.0.1:${port}/shop/`).then((response) => response.text());
    const [, src = ''] = /src="([^"]+t\.js)"/.exec(page) ?? [];
    expect((await fetch(`http://127.0.0.1:${port}${src}`)).status).toBe(200);
    expect((await post(port, {}, '/shop/twin/collect')).statusCode).toBe(202);
    await twinbeam.flush();
    expect(fixture.sandbox.events()[0]?.user_data).toMatchObject({ client_ip_address: visitor });
  });

  it('a browser on the same machine causes no problem', async () => {
    const { port: target } = await serve(1);
    const port = await putInFront((own) => server(own, readRecipe('proxy', target)));
    expect(
      (await post(port, { host: 'localhost', origin: 'http://localhost', 'x-forwarded-for': '' })).statusCode,
    ).toBe(202);
    expect(countProblems(await readMetrics(target))).toEqual({});
  });

  const bare = (target: number) => `location / { proxy_pass http://127.0.0.1:${target}; }`;
  it.each<[string, number, (target: number) => string, Record<string, string>, number, Record<string, string>]>([
    ['a proxy that is not trusted', 0, (target) => readRecipe('proxy', target), {}, 202, { 'untrusted-proxy': '2' }],
    [
      'one that passes on nothing',
      0,
      (target) => `location / { proxy_pass http://127.0.0.1:${target}; proxy_set_header X-Forwarded-For ""; }`,
      { 'sec-fetch-site': 'same-origin' },
      202,
      { 'no-forwarded-address': '2', 'host-rewritten': '2' },
    ],
    [
      'one that replaces the host, of an old browser',
      1,
      (target) => `${asVisitor} proxy_set_header X-Forwarded-For $remote_addr; ${bare(target)}`,
      {},
      403,
      { 'host-rewritten': '2' },
    ],
    [
      'one more than is trusted',
      1,
      (target) => `set_real_ip_from 127.0.0.1; real_ip_header X-Inner; ${readRecipe('proxy', target)}`,
      { 'x-inner': '10.0.0.7' },
      202,
      { 'private-address': '2' },
    ],
  ])('%s is logged once with the fix, and counted', async (_name, trusted, toRecipe, headers, status, counts) => {
    const { port: target } = await serve(trusted);
    const port = await putInFront((own) => server(own, toRecipe(target)));
    for (let visit = 0; visit < 2; visit++) expect((await post(port, headers)).statusCode).toBe(status);
    expect(countProblems(await readMetrics(target))).toEqual(counts);
    const advice = fixture.logged.filter((line) => line.includes("app.set('trust proxy'"));
    expect(advice).toHaveLength(Object.keys(counts).length);
  });

  it('the doctor reports the problems that the server sees', async () => {
    const { port: target } = await serve(0);
    const ask = async (recipe: string) => {
      const port = await putInFront((own) => server(own, recipe));
      const env = { META_PIXEL_ID: '1', META_ACCESS_TOKEN: 't', META_GRAPH_URL: fixture.sandbox.url };
      const site = `http://localhost:${port}/`;
      return runTwinbeam({ ...env, TWINBEAM_METRICS_TOKEN: 'm3trics' }, 'doctor', '--site', site);
    };
    expect((await ask(readRecipe('proxy', target))).out).toContain('✗ Requests carry a forwarding header that is not');
    expect((await ask(bare(target))).out).toMatch(/✗ http:\S+ refuses its own pages\. The host of the page is not/);
  }, 30_000);
});

it.skipIf(hasNginx)('skipped: nginx is not installed, so nothing is tested behind it', ({ skip }) => skip());
