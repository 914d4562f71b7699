import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Twinbeam } from '@twinbeam/server';
import { twinbeamNode } from '@twinbeam/server/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture } from './support/fixture.js';

/** What was accepted from a visitor who has withdrawn consent since is not sent. */

const fbp = 'fb.1.1700000000000.42';
const otherFbp = 'fb.1.1700000000000.43';
const identity = { fbp, userAgent: 'test', url: 'https://s.example/', consent: 'granted' };

let fixture: Fixture;
let twinbeam: Twinbeam;
let url: string;
let clockMs: number;

/** Serves an instance; returns the URL of its routes. */
async function serve(served: Twinbeam): Promise<string> {
  const handle = twinbeamNode(served);
  const server = createServer((request, response) => handle(request, response, () => response.end()));
  fixture.closeLater(() => server.close().closeAllConnections());
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return `http://localhost:${(server.address() as AddressInfo).port}/twin`;
}

beforeEach(async () => {
  fixture = await createFixture((folder) => ({ outbox: `lmdb:${folder}/outbox`, metrics: { token: 'a-long-token' } }));
  clockMs = -300_000;
  // As on a site with several processes, this one takes what pages send, and another one sends it.
  const consent = { reportWithdrawal: true };
  twinbeam = fixture.start({ dispatch: false, now: () => Date.now() + clockMs, consent });
  url = await serve(twinbeam);
});
afterEach(() => fixture.close());

async function post(batch: unknown[], body: object = {}, headers: Record<string, string> = {}): Promise<void> {
  const response = await fetch(`${url}/collect`, {
    method: 'POST',
    headers: { 'user-agent': 'Mozilla/5.0 Test/1', ...headers },
    body: JSON.stringify({ batch, ...body }),
  });
  expect(response.status).toBe(202);
}
const toMessage = (messageId: string, context: object = { fbp }, fields: object = {}) => ({
  type: 'track',
  event: 'Lead',
  messageId,
  anonymousId: 'a1',
  userId: 'u1',
  context,
  ...fields,
});
/** Starts the process that sends; returns the ids that have arrived when nothing is pending any more. */
async function send(): Promise<string[]> {
  const sender = fixture.start();
  expect(await sender.flush()).toBe(true);
  return fixture.arrived().sort();
}

describe('a withdrawal of consent', () => {
  it.each([true, false])('is reported by pages where the site wants it: %s', async (reportWithdrawal) => {
    const served = await serve(fixture.start({ consent: { reportWithdrawal }, dispatch: false }));
    const script = await (await fetch(`${served}/t.js`)).text();
    expect(script.includes('"reportWithdrawal":true')).toBe(reportWithdrawal);
  });

  it('keeps back what waits of the visitor, and tells how much', async () => {
    await post([toMessage('mine'), toMessage('other', { fbp: otherFbp }), toMessage('nobody', {})]);
    await twinbeam.track('Lead', {}, { identity, eventId: 'by-server' });
    await post([{ context: { fbp, consent: 'denied' } }]);
    const sender = fixture.start();
    await sender.flush();
    expect(fixture.arrived().sort()).toEqual(['nobody', 'other']);
    expect(await sender.stats()).toMatchObject({ pending: 0, deadLetters: 0 });
    const lines = fixture.logged.filter((line) => line.includes('have withdrawn consent'));
    expect(lines.map((line) => /"events":(\d)/.exec(line)?.[1]).sort()).toEqual(['1', '1']);
    expect(fixture.logged.join()).not.toContain(fbp);
    const headers = { authorization: 'Bearer a-long-token' };
    const metrics = await (await fetch(`${await serve(sender)}/metrics`, { headers })).text();
    expect(metrics).toContain('twinbeam_events_withdrawn_total{pixel="1"} 2');
  });

  it.each<[string, unknown[], object, Record<string, string>]>([
    ['in the request of a page', [{ context: { fbp } }], { consent: 'denied' }, {}],
    ['in its cookie', [{ context: {} }], {}, { cookie: `_fbp=${fbp}; twinbeam_consent=denied` }],
    ['with the appendix of another library', [{ context: { fbp: `${fbp}.AQ`, consent: 'denied' } }], {}, {}],
  ])('counts where it stands %s', async (_name, batch, body, headers) => {
    await post([toMessage('mine')]);
    await post(batch, body, headers);
    expect(await send()).toEqual([]);
  });

  it('counts in a message that server code passes on', async () => {
    await post([toMessage('mine')]);
    const result = await twinbeam.send({ type: 'track', event: 'Lead', context: { fbp, consent: 'denied' } });
    expect(result.status).toBe('skipped');
    expect(await send()).toEqual([]);
  });

  it.each<[string, object]>([
    [
      'the ids and the data of another person',
      { anonymousId: 'a1', userId: 'u1', traits: { email: 'ada@example.com' }, context: { consent: 'denied' } },
    ],
    ['a browser id that is none', { anonymousId: 'a1', context: { fbp: 'u1', consent: 'denied' } }],
    ['no decision yet', { context: { fbp, consent: 'pending' } }],
    ['a decision that cannot be read', { context: { fbp, consent: 'deny' } }],
  ])('is not made by a message with %s', async (_name, message) => {
    await post([toMessage('mine', { fbp, traits: { email: 'ada@example.com' } })]);
    await post([message]);
    expect(await send()).toEqual(['mine']);
  });

  it('is not made by Global Privacy Control, which the browser sends always', async () => {
    await post([toMessage('mine', { fbp, consent: 'granted' })]);
    await post([toMessage('later')], {}, { 'sec-gpc': '1' });
    expect(await send()).toEqual(['mine']);
  });

  it('is not taken from a request where the site does not want it', async () => {
    url = await serve(fixture.start({ dispatch: false }));
    await post([toMessage('mine')]);
    await post([{ context: { fbp, consent: 'denied' } }]);
    expect(await send()).toEqual(['mine']);
  });

  it('leaves the events that server code sends without the visitor’s browser id', async () => {
    await twinbeam.track('Lead', {}, { userId: 'u1', traits: { email: 'ada@example.com' }, eventId: 'own' });
    await post([{ userId: 'u1', anonymousId: 'a1', context: { fbp, consent: 'denied' } }]);
    expect(await send()).toEqual(['own']);
  });

  it('concerns an order that was held then, and nothing of the time after', async () => {
    await twinbeam.track('Lead', {}, { identity, eventId: 'held', hold: '1d' });
    await post([{ context: { fbp, consent: 'denied' } }]);
    clockMs += 8_000;
    await post([toMessage('on-its-way')]);
    clockMs += 4_000;
    await twinbeam.confirm('held');
    await post([toMessage('later')]);
    expect(await send()).toEqual(['later']);
  });

  it('is not stored while the outbox fails, and the log says so', async () => {
    await twinbeam.close();
    await post([{ context: { fbp, consent: 'denied' } }]).catch(() => undefined);
    expect(fixture.logged.join()).toContain('a withdrawal of consent was not stored');
  });
});
