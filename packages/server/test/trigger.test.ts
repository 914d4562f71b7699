import { spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TwinbeamOptions } from '@twinbeam/server';
import { twinbeamNode } from '@twinbeam/server/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bin, runTwinbeam } from './support/command-line.js';
import { createFixture, type Fixture } from './support/fixture.js';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await createFixture(() => ({ outbox: 'memory:' }));
});
afterEach(() => fixture.close());

const env = Object.fromEntries(
  ['CHROME_PATH', 'TMPDIR', 'HOME'].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
);

/** Serves a site with one page. By default, only server code may send its purchases. */
async function serveSite(options: TwinbeamOptions = { collect: { serverOnly: ['Order Completed'] } }): Promise<string> {
  const twinbeam = fixture.start({
    ...options,
    pixelLibraryUrl: `${fixture.sandbox.url}/en_US/fbevents.js`,
  });
  const handle = twinbeamNode(twinbeam);
  const server = createServer((request, response) =>
    handle(request, response, () => {
      response.statusCode = request.url === '/' ? 200 : 404;
      response.setHeader('content-type', 'text/html').end(`<html><head>${twinbeam.scriptTag()}</head></html>`);
    }),
  ).listen(0);
  await once(server, 'listening');
  fixture.closeLater(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

describe('twinbeam trigger', () => {
  it('sends both legs to the sandbox, with the given values', async () => {
    const { code, out, error } = await runTwinbeam(
      env,
      'trigger',
      'purchase',
      '--to',
      fixture.sandbox.url,
      '--override',
      'revenue=12',
    );
    expect([code, error]).toEqual([0, '']);
    expect(out).toMatch(/^Order Completed, event id purchase\.test-\d+\n {2}Pixel {3}✓ .*\n {2}Server {2}✓ accepted/);
    const purchases = fixture.sandbox.events().filter(({ event_name }) => event_name === 'Purchase');
    expect(purchases.map(({ source }) => source).sort()).toEqual(['browser', 'server']);
    expect(fixture.sandbox.summary().events.Purchase).toEqual({ browser: 1, server: 1, paired: 1, counted: 1 });
    expect(purchases.find(({ source }) => source === 'server')?.custom_data).toMatchObject({ value: 12 });
  }, 120_000);

  it('asks for the consent that a page waits for', async () => {
    const site = await serveSite({ consent: { required: true } });
    const { code, out } = await runTwinbeam(env, 'trigger', 'lead', '--to', site);
    expect(code).toBe(1);
    expect(out).toContain('--grant-consent');
  }, 120_000);

  it('says why the server skips an event', async () => {
    const { code, out } = await runTwinbeam(env, 'trigger', 'purchase', '--to', await serveSite());
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(/Pixel {3}✓.*\n {2}Server {2}✗ skipped: only server code may send this event\n$/),
    ]);
  }, 60_000);

  it('says that there is no such page', async () => {
    const url = `${await serveSite()}/none`;
    expect(await runTwinbeam(env, 'trigger', 'lead', '--to', url)).toMatchObject({
      code: 1,
      error: `${url} responds with 404: give --to a page of the site that anybody can open.\n`,
    });
  }, 60_000);

  it('ends without an error about the page when it is stopped', async () => {
    const server = createServer().listen(0);
    await once(server, 'listening');
    fixture.closeLater(() => {
      server.closeAllConnections();
      server.close();
    });
    const url = `http://localhost:${(server.address() as AddressInfo).port}/shop`;
    const child = spawn(process.execPath, [bin, 'trigger', 'lead', '--to', url], {
      env: { PATH: process.env.PATH, ...env },
    });
    const output = Promise.all([text(child.stdout), text(child.stderr)]);
    // The first request checks whether the URL is that of a sandbox.
    for await (const [request, response] of on(server, 'request')) {
      if (request.url === '/shop') break;
      response.statusCode = 404;
      response.end();
    }
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([130, null]);
    expect(await output).toEqual(['', '']);
  }, 60_000);

  it('says what is wrong with the page', async () => {
    expect(await runTwinbeam(env, 'trigger', 'lead', '--to', 'https://shop.example/')).toMatchObject({
      code: 2,
      error: expect.stringContaining('--real'),
    });
  }, 60_000);

  it.each([
    ['--to', 'shop', 'such as http://localhost:3000'],
    ['--to', 'localhost:3000', 'such as http://localhost:3000'],
    ['--override', 'revenue', 'such as revenue=12'],
    ['--override', '=12', 'such as revenue=12'],
  ])('refuses %s %s before it opens a browser', async (option, value, hint) => {
    expect(await runTwinbeam(env, 'trigger', 'lead', '--to', fixture.sandbox.url, option, value)).toMatchObject({
      code: 2,
      error: expect.stringContaining(hint),
    });
    expect(fixture.sandbox.events()).toEqual([]);
  });
});
