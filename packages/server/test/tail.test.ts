import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Twinbeam } from '@twinbeam/server';
import { twinbeamExpress } from '@twinbeam/server/express';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bin, runTwinbeam } from './support/command-line.js';
import { createFixture, type Fixture, identity } from './support/fixture.js';

const token = 'an-inspector-token-of-the-test';
const env = { TWINBEAM_INSPECTOR_TOKEN: token };

let fixture: Fixture;
beforeEach(async () => {
  fixture = await createFixture(() => ({ outbox: 'memory:', inspector: { token } }));
});
afterEach(() => fixture.close());

async function listen(twinbeam: Twinbeam, port = 0): Promise<Server> {
  const app = express();
  app.use(twinbeamExpress(twinbeam));
  const server = app.listen(port, '127.0.0.1');
  await once(server, 'listening');
  fixture.closeLater(() => {
    server.closeAllConnections();
    server.close();
  });
  return server;
}

const toPort = (server: Server): number => (server.address() as AddressInfo).port;

/** Starts `twinbeam tail`. */
function startTail(port: number, ...args: string[]) {
  const child = spawn(process.execPath, [bin, 'tail', '--url', `http://127.0.0.1:${port}/twin`, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part) => {
      text += part;
    });
  }
  fixture.closeLater(() => child.kill());
  return { child, text: () => text };
}

describe('twinbeam tail', () => {
  it('prints each event of a running server, with problems and Meta’s response', async () => {
    const twinbeam = fixture.start();
    await twinbeam.track('Lead', {}, { identity, eventId: 'before' });
    const { child, text } = startTail(toPort(await listen(twinbeam)));
    await expect
      .poll(text, { timeout: 20_000 })
      .toMatch(/\d\d:\d\d:\d\d ✓ Lead {2}before {2}page no, server sent {2}by server {2}client_user_agent,fbp/);
    await twinbeam.track('Order Completed', { order_id: '1' }, { identity });
    await expect
      .poll(text)
      .toMatch(/✗ Order Completed .*server rejected.*\n {4}error: 'properties\.revenue' is required/);
    fixture.sandbox.break({ target: 'graph', status: 400, code: 100, times: 1 });
    await twinbeam.track('Lead', {}, { identity, eventId: 'refused' });
    await expect.poll(text, { timeout: 10_000 }).toMatch(/✗ Lead {2}refused/);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  }, 40_000);

  it('tells of a pause, and marks as good only what Meta has received', async () => {
    const twinbeam = fixture.start();
    fixture.sandbox.break({ target: 'graph', status: 401, code: 190 });
    await twinbeam.track('Lead', {}, { identity, eventId: 'paused' });
    await expect.poll(() => fixture.logged.join()).toContain('pixel paused');
    const port = toPort(await listen(twinbeam));
    const { text } = startTail(port);
    await expect.poll(text, { timeout: 20_000 }).toMatch(/✗ pixel 1 is paused: Meta responded with 401, code 190 /);
    await twinbeam.track('Lead', {}, { identity, eventId: 'queued' });
    await expect.poll(text, { timeout: 10_000 }).toMatch(/ · Lead {2}queued {2}page no, server queued /);
    const message = { type: 'track', event: 'Order Completed', messageId: 'page', properties: { order_id: '1' } };
    await fetch(`http://127.0.0.1:${port}/twin/collect`, {
      method: 'POST',
      headers: { 'user-agent': 'Mozilla/5.0 Test/1' },
      body: JSON.stringify({ batch: [message] }),
    });
    await expect.poll(text).toMatch(/✗ Order Completed {2}from a page, not fired, server rejected/);
    fixture.sandbox.mend();
    twinbeam.update({ accessToken: 'EAAnew' });
    await expect.poll(text, { timeout: 10_000 }).toMatch(/✓ pixel 1 sends again/);
    await expect.poll(text, { timeout: 10_000 }).toMatch(/✓ Lead {2}queued {2}page no, server sent /);
  }, 60_000);

  it('prints only events with problems, or each state as JSON', async () => {
    const twinbeam = fixture.start();
    await twinbeam.track('Lead', {}, { identity, eventId: 'good' });
    await twinbeam.track('Order Completed', { order_id: '1' }, { identity });
    const port = toPort(await listen(twinbeam));
    const problems = startTail(port, '--problems');
    const json = startTail(port, '--json');
    await expect.poll(problems.text, { timeout: 20_000 }).toContain('is required');
    expect(problems.text()).not.toContain('good');
    await expect.poll(json.text, { timeout: 20_000 }).toContain('rejected');
    const states = json
      .text()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(states).toContainEqual(expect.objectContaining({ eventId: 'good', status: 'accepted' }));
  }, 40_000);

  it('reconnects to a server that was restarted', async () => {
    const first = fixture.start();
    await first.track('Lead', {}, { identity, eventId: 'earlier' });
    const server = await listen(first);
    const port = toPort(server);
    const { text } = startTail(port);
    await expect.poll(text, { timeout: 20_000 }).toContain('earlier');
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await expect.poll(text, { timeout: 10_000 }).toContain('trying again');
    const next = fixture.start();
    await listen(next, port);
    await next.track('Lead', {}, { identity, eventId: 'later' });
    await expect.poll(text, { timeout: 20_000 }).toContain('later');
  }, 60_000);

  it('says what to do when it cannot', async () => {
    const port = toPort(await listen(fixture.start()));
    const url = `http://127.0.0.1:${port}/twin`;
    expect(await runTwinbeam({}, 'tail')).toMatchObject({
      code: 2,
      error: expect.stringContaining('Set TWINBEAM_INSPECTOR_TOKEN'),
    });
    const other = { TWINBEAM_INSPECTOR_TOKEN: 'another-token-than-the-server' };
    expect(await runTwinbeam(other, 'tail', '--url', url)).toMatchObject({
      code: 2,
      error: expect.stringContaining('has another token'),
    });
    expect(await runTwinbeam(env, 'tail', '--url', `${url}/none`)).toMatchObject({
      code: 2,
      error: expect.stringContaining('There is no inspector'),
    });
    expect(await runTwinbeam(env, 'tail', '--url', 'http://127.0.0.1:1')).toMatchObject({
      code: 3,
      error: expect.stringContaining('cannot be reached'),
    });
    expect(await runTwinbeam(env, 'tail', '--url', 'localhost:3000')).toMatchObject({
      code: 2,
      error: expect.stringContaining('with http:// or https://'),
    });
  }, 40_000);
});
