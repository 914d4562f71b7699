import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sandbox } from '@twinbeam/sandbox';
import type { Identity, Twinbeam, TwinbeamOptions } from '@twinbeam/server';
import { twinbeamExpress } from '@twinbeam/server/express';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture } from './support/fixture.js';

let fixture: Fixture;
let sandbox: Sandbox;
let twinbeam: Twinbeam;
let url: string;

async function serve(options: TwinbeamOptions = {}): Promise<void> {
  twinbeam = fixture.start(options);
  const app = express().use(twinbeamExpress(twinbeam));
  app.get('/identity', (req, res) => void res.json(req.twinbeam.identity));
  app.post('/order', async (req, res) => void res.json(await req.twinbeam.track('Lead')));
  const server = createServer(app);
  fixture.closeLater(() => server.close().closeAllConnections());
  await new Promise<void>((resolve) => server.listen(0, resolve));
  url = `http://localhost:${(server.address() as AddressInfo).port}`;
}

/** Serves an instance, and collects the texts of its warnings. */
async function serveWithLog() {
  const warnings: string[] = [];
  const ignore = () => undefined;
  await serve({ logger: { info: ignore, warn: (_data, text) => void warnings.push(text), error: ignore } });
  return { warnings };
}

beforeEach(async () => {
  fixture = await createFixture(() => ({ outbox: 'memory:' }));
  ({ sandbox } = fixture);
});
afterEach(() => fixture.close());

const fbp = 'fb.1.1700000000000.42';
const post = (path: string, cookie = '', body?: unknown, headers: Record<string, string> = {}) =>
  fetch(url + path, {
    method: 'POST',
    headers: {
      'content-type': 'text/plain',
      'user-agent': 'Mozilla/5.0 Test/1',
      cookie: `_fbp=${fbp}; ${cookie}`,
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

/** Consent in the cookie, the body and the message, whether consent is required, and whether the event is sent. */
const cases: [cookie: string, body: string | undefined, message: unknown, required: boolean, sent: boolean][] = [
  ['', undefined, undefined, false, true],
  ['twinbeam_consent=granted', undefined, undefined, false, true],
  ['twinbeam_consent=denied', undefined, undefined, false, false],
  ['twinbeam_consent=pending', undefined, undefined, false, false],
  ['twinbeam_consent=denied', 'granted', 'granted', false, false],
  ['', 'denied', undefined, false, false],
  ['', undefined, 'denied', false, false],
  ['', undefined, { of: 'another tool' }, false, true],
  ['', undefined, undefined, true, false],
  ['', undefined, 'granted', true, true],
  ['', 'granted', undefined, true, true],
  ['twinbeam_consent=granted.LDU.1.1000', undefined, undefined, true, true],
  ['twinbeam_consent=yes', undefined, undefined, true, false],
  // The spelling does not matter, and a value that cannot be read is not consent.
  ['twinbeam_consent=Denied', undefined, undefined, false, false],
  ['twinbeam_consent="denied"', undefined, undefined, false, false],
  ['twinbeam_consent=%22granted%22', undefined, undefined, true, true],
  ['twinbeam_consent=granted-not', undefined, undefined, false, false],
];

describe('consent on the server', () => {
  it.each(cases)(
    'cookie %j, body %j, message %j, required %j: sent %j',
    async (cookie, consent, messageConsent, required, sent) => {
      await serve({ consent: { required } });
      const message = {
        type: 'track',
        event: 'Lead',
        messageId: 'm1',
        anonymousId: 'a1',
        context: { consent: messageConsent },
      };
      const response = await post('/twin/collect', cookie, { batch: [message], consent });
      expect(response.status).toBe(202);
      const { results } = (await response.json()) as { results: { status: string; problems?: { code: string }[] }[] };
      expect(results).toMatchObject([{ messageId: 'm1', status: sent ? 'accepted' : 'skipped' }]);
      expect(results[0]?.problems?.some(({ code }) => code === 'consent-missing') ?? false).toBe(!sent);
      expect(response.headers.getSetCookie().length > 0).toBe(sent);
      await twinbeam.flush();
      expect(sandbox.events()).toHaveLength(sent ? 1 : 0);
    },
  );

  it.each([
    ['warns once where pages do not know that a decision is required', undefined, 1],
    ['does not warn of a refusal', 'denied', 0],
    ['does not warn of a page that waits', 'pending', 0],
  ])('%s', async (_name, consent, lines) => {
    await serve({ consent: { required: true } });
    const message = (messageId: string) => ({ type: 'track', event: 'Lead', messageId, context: { consent } });
    await post('/twin/collect', '', { batch: [message('a'), message('b')] });
    await post('/twin/collect', '', { batch: [message('c')] });
    expect(fixture.logged.filter((line) => line.includes("createTracker consent: 'pending'"))).toHaveLength(lines);
  });

  it('judges each message of a request separately, and sets cookies only with consent', async () => {
    await serve();
    const message = (messageId: string, consent?: string) => ({
      type: 'track',
      event: 'Lead',
      messageId,
      anonymousId: messageId,
      context: { consent },
    });
    const response = await post('/twin/collect', '', { batch: [message('a'), message('b', 'denied')] });
    expect(await response.json()).toMatchObject({ results: [{ status: 'accepted' }, { status: 'skipped' }] });
    expect(response.headers.getSetCookie().join()).toContain('twinbeam_id=a;');
  });

  it.each<[string, TwinbeamOptions['consent'], string, string]>([
    ['is obeyed by the site’s own code', {}, 'twinbeam_consent=denied', 'skipped'],
    ['that nobody has given is waited for there too', { required: true }, '', 'skipped'],
    ['that is given counts there', { required: true }, 'twinbeam_consent=granted', 'accepted'],
    [
      'may stand in a cookie of the site’s choice',
      { cookie: 'cmp' },
      'cmp=denied; twinbeam_consent=granted',
      'skipped',
    ],
  ])('%s', async (_name, consent = {}, cookie, status) => {
    await serve({ consent });
    expect(await (await post('/order', cookie)).json()).toMatchObject({ status });
    await twinbeam.flush();
    expect(sandbox.events()).toHaveLength(status === 'accepted' ? 1 : 0);
  });

  it('stores nothing about a visitor who has denied it, and a webhook with that identity sends nothing', async () => {
    await serve();
    const response = await fetch(`${url}/identity?fbclid=X`, {
      headers: { cookie: `_fbp=${fbp}; twinbeam_id=a1; twinbeam_consent=denied` },
    });
    const identity = (await response.json()) as Identity;
    expect(identity).toEqual({ consent: 'denied' });
    const result = await twinbeam.track('Order Completed', { order_id: 1, revenue: 1 }, { identity });
    expect(result).toMatchObject({ status: 'skipped', problems: [{ code: 'consent-missing' }] });
  });

  it.each<[NonNullable<TwinbeamOptions['consent']>, string, string, string]>([
    [{ gpc: 'deny' }, '', 'denied', 'skipped'],
    [{ gpc: 'deny' }, 'twinbeam_consent=granted', 'granted', 'accepted'],
    [{ gpc: 'ldu' }, '', 'granted.LDU.0.0', 'accepted'],
    [{ gpc: 'ignore', required: true }, '', 'pending', 'skipped'],
  ])(
    'by %j, Global Privacy Control with the cookie %j is %j for the site’s own code',
    async (rule, cookie, consent, status) => {
      await serve({ consent: rule });
      const gpc = { 'sec-gpc': '1' };
      const identity = await fetch(`${url}/identity`, { headers: { ...gpc, cookie } });
      expect(await identity.json()).toMatchObject({ consent });
      expect(await (await post('/order', cookie, undefined, gpc)).json()).toMatchObject({ status });
    },
  );

  it('with Limited Data Use applies to events of the site’s own code, if the pixel’s settings pass it on', async () => {
    await serve({ limitedDataUse: true });
    await post('/order', 'twinbeam_consent=granted.LDU.1.1000');
    await twinbeam.flush();
    expect(sandbox.events()).toMatchObject([{ data_processing: 'LDU,1,1000' }]);
  });

  it.each<[string, object, string | undefined]>([
    ['granted', {}, undefined],
    ['granted.LDU.1.1000', {}, 'LDU,1,1000'],
    ['granted.LDU.1.1000', { consent: 'granted' }, 'LDU,1,1000'],
    ['granted.LDU.1.1000', { consent: 'granted.LDU.0.0' }, 'LDU,0,0'],
    ['granted', { consent: 'granted.LDU.0.0' }, 'LDU,0,0'],
    ['granted', { consent: 'granted.LDU.0.0', dataProcessingOptions: ['LDU', 1, 1001] }, 'LDU,1,1001'],
  ])('by the cookie %j and the context %j limits the use of data: %s', async (cookie, context, expected) => {
    await serve({ limitedDataUse: true });
    const message = { type: 'track', event: 'Lead', messageId: 'm1', anonymousId: 'a1', context };
    await post('/twin/collect', `twinbeam_consent=${cookie}`, { batch: [message] });
    await twinbeam.flush();
    const [event] = sandbox.events();
    expect(event?.event_id).toBe('m1');
    expect(event?.data_processing ?? undefined).toBe(expected);
  });

  it('tells pages the cookie, and whether consent is required', async () => {
    await serve({ consent: { cookie: 'cmp', required: true } });
    const script = await (await fetch(`${url}/twin/t.js`)).text();
    expect(script).toContain('"consentCookie":"cmp","consent":"pending"');
  });

  it.each([{ cookie: 'a b' }, { required: 'yes' }, 'required'])(
    'that is set up as %j is an error at start',
    (consent) => {
      expect(() => fixture.start({ consent: consent as never })).toThrow(/consent/);
    },
  );
});

describe('the script tag', () => {
  it.each([
    [
      { consent: 'pending', consentFrom: 'tcf', consentPurposes: '1 7', consentProvider: '89' } as const,
      'data-consent="pending" data-consent-from="tcf" data-consent-purposes="1 7" data-consent-provider="89"',
    ],
    [
      { pageViews: 'hash', pixel: 'defer', keepUser: 'local', auto: ['datalayer', 'user-data'], debug: true } as const,
      'data-page-views="hash" data-auto="datalayer user-data" data-debug="" data-pixel="defer" data-keep-user="local"',
    ],
    [{ pageViews: true, debug: false } as const, 'src="/twin/t.js"></script>'],
    [{ consentPurposes: '"><b>' }, 'data-consent-purposes="b"'],
  ])('of %j says %s', async (options, attributes) => {
    await serve();
    expect(twinbeam.scriptTag(options as never)).toContain(attributes);
  });

  it.each([
    [{ auto: 'datalayer' }, "auto must be a list of 'datalayer', 'user-data' and 'elements'."],
    [{ auto: ['clicks'] }, "auto must be a list of 'datalayer', 'user-data' and 'elements'."],
    [{ pageViews: 'off' }, "pageViews must be true, false or 'hash'."],
    [{ pageParameters: 'q' }, "pageParameters must be a list of names: ['q', 'page']."],
    [{ nonce: 7 }, 'nonce must be text.'],
    [{ pixel: 'later' }, "pixel must be 'defer', or missing."],
    [{ pageviews: false, debug: 'yes' }, 'debug must be true or false.'],
    [{ pageviews: false }, 'pageviews is not an option; is pageViews meant?'],
    [{ 'ada@example.com': 1 }, 'a name that is not shown is not an option; docs/options.md lists all options.'],
    ['abc', 'options must be an object, such as {}.'],
  ])('leaves out what it cannot use of %j, and logs it once', async (options, problem) => {
    const { warnings } = await serveWithLog();
    for (let call = 0; call < 2; call++) {
      expect(twinbeam.scriptTag(options as never)).toMatch(
        /^<script>.*<\/script><script async="" src="[^"]*t.js"><\/script>$/,
      );
    }
    expect(warnings.filter((text) => text.includes(problem))).toEqual([`scriptTag() left out an option: ${problem}`]);
  });

  it('keeps its valid options beside an invalid one', async () => {
    await serveWithLog();
    expect(twinbeam.scriptTag({ auto: 'datalayer', pageViews: false, nonce: 'abc' } as never)).toBe(
      twinbeam.scriptTag({ pageViews: false, nonce: 'abc' }),
    );
  });

  it.each([
    [{ trustedTypes: 'script' }, 'trustedTypes must be true or false.'],
    [{ nonce: ['abc'] }, 'nonce must be text.'],
  ])('has the content security policy without what it cannot use of %j', async (options, problem) => {
    const { warnings } = await serveWithLog();
    expect(twinbeam.contentSecurityPolicy(options as never)).toEqual(twinbeam.contentSecurityPolicy());
    expect(warnings).toContain(`contentSecurityPolicy() left out an option: ${problem}`);
  });

  it('takes null for no value', async () => {
    await serve();
    expect(twinbeam.scriptTag({ nonce: null, consent: null } as never)).toBe(twinbeam.scriptTag());
    expect(twinbeam.contentSecurityPolicy(null as never)).toEqual(twinbeam.contentSecurityPolicy());
  });
});
