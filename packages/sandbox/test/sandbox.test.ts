import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox, type Sandbox } from '@twinbeam/sandbox';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

let sandbox: Sandbox;
let time = 1_800_000_000_000;
beforeEach(async () => {
  time = 1_800_000_000_000;
  sandbox = await createSandbox({ now: () => time });
});
afterEach(() => sandbox.close());

const valid = (fields: object = {}) => ({
  event_name: 'Lead',
  event_time: time / 1000,
  event_id: 'e1',
  action_source: 'website',
  event_source_url: 'https://s.example/',
  user_data: { fbp: 'fb.1.1.1', client_user_agent: 'x' },
  ...fields,
});

const message = (channel = 'whatsapp', ids: object = { ctwa_clid: 'A', whatsapp_business_account_id: '1' }) => ({
  action_source: 'business_messaging',
  messaging_channel: channel,
  user_data: ids,
});

const lateValue = (original: object = {}) => ({
  event_name: 'AppendValue',
  original_event_data: { event_name: 'Purchase', event_time: 1_790_000_000, event_id: 'e0', ...original },
  custom_data: { net_revenue: 3, currency: 'EUR' },
});

const app = (data: object = {}) => ({
  action_source: 'app',
  app_data: {
    advertiser_tracking_enabled: 1,
    application_tracking_enabled: 0,
    extinfo: ['i2', ...Array(15).fill('')],
    ...data,
  },
});

const send = (data: unknown, headers: Record<string, string> = { authorization: 'Bearer t' }) =>
  fetch(`${sandbox.url}/v26.0/1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ data }),
  });

const hit = (fields: Record<string, string>, how: RequestInit = {}) =>
  fetch(`${sandbox.url}/tr/?${new URLSearchParams({ id: '1', ev: 'Lead', ...fields })}`, how);

describe('the Graph endpoint', () => {
  it('keeps what only some kinds of events have', async () => {
    await send([valid({ event_id: 'a', ...app() }), valid({ event_id: 'm', ...message() }), valid(lateValue())]);
    expect(sandbox.events()).toMatchObject([
      { event_id: 'a', app_data: app().app_data },
      { event_id: 'm', messaging_channel: 'whatsapp' },
      { original_event_data: lateValue().original_event_data },
    ]);
    expect(sandbox.events()[1]).not.toHaveProperty('app_data');
  });

  it('takes valid events and answers as Graph does', async () => {
    const answer = await send([valid(), valid({ event_id: 'e2' })]);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ events_received: 2, messages: [], fbtrace_id: expect.any(String) });
    expect(sandbox.events()).toHaveLength(2);
  });

  it('wants a token', async () => {
    const answer = await send([valid()], {});
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ error: { code: 190, type: 'OAuthException' } });
  });

  it.each([
    ['no name', { event_name: '' }, undefined],
    ['no time', { event_time: undefined }, undefined],
    ['milliseconds', { event_time: 1_800_000_000_000 }, 2804004],
    ['8 days old', { event_time: 1_800_000_000 - 8 * 86_400 }, 2804003],
    ['an hour ahead', { event_time: 1_800_000_000 + 3_600 }, 2804004],
    ['another action source', { action_source: 'mars' }, undefined],
    ['no user data', { user_data: undefined }, undefined],
    ['user data that is too broad', { user_data: { ct: 'a'.repeat(64), client_user_agent: 'x' } }, 2804050],
    ['an address in clear', { user_data: { em: 'ada@example.com' } }, undefined],
    ['an upper-case hash', { user_data: { em: 'A'.repeat(64) } }, undefined],
    ['a hash with an unknown appendix', { user_data: { em: `${'a'.repeat(64)}.AX` } }, undefined],
    ['a bare click id', { user_data: { fbc: 'IwAR123' } }, 2804001],
    ['a purchase without currency', { event_name: 'Purchase', custom_data: { value: 1 } }, 2804010],
    ['a purchase without value', { event_name: 'Purchase', custom_data: { currency: 'EUR' } }, 2804009],
    ['contents with a key that it does not know', { custom_data: { contents: [{ id: 'a', index: 0 }] } }, 2804019],
    ['an address that is none', { user_data: { client_ip_address: '8.8.8.8:443' } }, undefined],
    ['a hash with something behind it', { user_data: { em: `${'a'.repeat(64)}.x` } }, undefined],
    ['an id of a lead with its prefix', { user_data: { lead_id: 'l:1234567890123456' } }, undefined],
    ['an id of a lead that is too short', { user_data: { lead_id: 12345 } }, undefined],
    ['a login id that is no number', { user_data: { fb_login_id: 1.5 } }, undefined],
    ['a message without its channel', { ...message(), messaging_channel: undefined }, undefined],
    ['a message in another channel', { ...message(), messaging_channel: 'telegram' }, undefined],
    ['WhatsApp without an account', message('whatsapp', { ctwa_clid: 'A' }), undefined],
    ['Messenger without a person', message('messenger', { page_id: '1' }), undefined],
    ['Instagram without an account', message('instagram', { ig_sid: '1' }), undefined],
    ['a late value without its event', { ...lateValue(), original_event_data: undefined }, undefined],
    ['a late value of an event without time', lateValue({ event_time: '2026-01-01' }), undefined],
    ['a late value of an event with another key', lateValue({ value: 1 }), undefined],
    ['a late value of nothing', { ...lateValue(), original_event_data: {} }, undefined],
    ['a late value without currency', { ...lateValue(), custom_data: { net_revenue: 1 } }, 2804010],
    ['no lifetime value', { ...lateValue(), custom_data: { predicted_ltv: 0, currency: 'EUR' } }, undefined],
    ['a credit without its ad', { ...lateValue(), event_name: 'AppendAttribution' }, undefined],
    [
      'a credit without its event',
      { event_name: 'AppendAttribution', attribution_data: { attribution_share: 0.3 } },
      undefined,
    ],
    ['a share over 1', { attribution_data: { attribution_share: 30 } }, undefined],
    ['a segment that it does not know', { custom_data: { customer_segmentation: 'new' } }, undefined],
    ['an app that does not say whether it may track', app({ advertiser_tracking_enabled: undefined }), undefined],
    ['an app with a flag as text', app({ consider_views: 'yes' }), undefined],
    ['an app with a receipt that is no text', app({ receipt_data: 5 }), undefined],
    ['Limited Data Use without a place', { data_processing_options: ['LDU'] }, undefined],
    ['contents without ids', { custom_data: { contents: [{ quantity: 1 }] } }, undefined],
    ['an app event without extinfo', { action_source: 'app' }, undefined],
  ])('refuses the whole request for %s', async (_name, fields, subcode) => {
    const answer = await send([valid({ event_id: 'good' }), valid(fields)]);
    expect(answer.status).toBe(400);
    const { error } = (await answer.json()) as {
      error: { code: number; error_subcode?: number; error_user_msg: string };
    };
    expect(error.code).toBe(100);
    expect(error.error_subcode).toBe(subcode);
    expect(error.error_user_msg).toMatch(/^data\[1\]: \w/);
    expect(sandbox.refused()).toMatchObject([{ reason: error.error_user_msg, fix: expect.stringMatching(/^\w.+\.$/) }]);
    expect(sandbox.events()).toEqual([]);
  });

  it.each([
    ['WhatsApp', message()],
    ['Messenger', message('messenger', { page_id: '1', page_scoped_user_id: '2' })],
    ['Instagram', message('instagram', { ig_account_id: '1', ig_sid: '2' })],
    ['Instagram by its business account', message('instagram', { instagram_business_account_id: '1', ig_sid: '2' })],
    ['the id of a lead as text', { user_data: { lead_id: '1234567890123456' } }],
    ['the id of a lead as an integer', { user_data: { lead_id: 1234567890123456, fb_login_id: 7 } }],
    ['late values', lateValue()],
    ['the event that another belongs to', { original_event_data: { order_id: '7' } }],
    ['attribution', { attribution_data: { attribution_share: 0.3 } }],
    [
      'a credit',
      { ...lateValue(), event_name: 'AppendAttribution', attribution_data: { ad_id: '1', attribution_share: 0.3 } },
    ],
    ['segments', { custom_data: { customer_segmentation: 'existing_customer_to_product_area' } }],
    ['app flags', app({ consider_views: true, receipt_data: 'MIIT' })],
    [
      'Limited Data Use',
      {
        data_processing_options: ['LDU'],
        data_processing_options_country: 0,
        data_processing_options_state: 0,
      },
    ],
    ['contents with all keys', { custom_data: { contents: [{ id: 'a', quantity: 1, title: 't', brand: 'b' }] } }],
    [
      "what Meta's Parameter Builder has made",
      {
        user_data: {
          em: [`${'a'.repeat(64)}.AQYCAQMC`, `${'b'.repeat(64)}.BA`],
          ct: `${'a'.repeat(64)}.AQYCAQMC`,
          client_ip_address: '8.8.8.8.AQYCAQMC',
        },
      },
    ],
    ['an IPv6 address with an appendix', { user_data: { fbp: 'fb.1.1.1', client_ip_address: '2606:4700::1111.Bg' } }],
  ])('takes %s', async (_name, fields) => {
    const answer = await send([valid(fields)]);
    expect(await answer.json()).toMatchObject({ events_received: 1 });
  });

  it('warns of a sale in a store that carries something of a browser', async () => {
    await send([valid({ action_source: 'physical_store', user_data: { fbp: 'fb.1.1.1' } })]);
    expect(sandbox.events()[0]?.warnings).toEqual([expect.stringContaining('such as fbp')]);
  });

  it('takes store sales of the last 62 days, and no more than 1,000 events', async () => {
    const old = valid({ action_source: 'physical_store', event_time: time / 1000 - 60 * 86_400 });
    expect((await send([old])).status).toBe(200);
    expect((await send(Array(1_001).fill(valid()))).status).toBe(400);
    expect((await send([])).status).toBe(400);
  });

  it.each(['AQ', 'Bg', 'AQYCAQMC', 'a-b_0123'])(
    "takes values with the appendix %s of Meta's Parameter Builder",
    async (appendix) => {
      const value = `${'a'.repeat(64)}.${appendix}`;
      const event = valid({ user_data: { em: [value], external_id: value, client_ip_address: `8.8.8.8.${appendix}` } });
      expect((await send([event])).status).toBe(200);
      expect(sandbox.events()[0]?.warnings).not.toContain('external_id should be hashed.');
    },
  );

  it('warns of what Meta advises', async () => {
    await send([valid({ event_source_url: undefined, event_id: undefined, user_data: { fbp: 'fb.1.1.1' } })]);
    expect(sandbox.events()[0]?.warnings).toHaveLength(3);
  });
});

describe('hits of the Pixel', () => {
  it('are read from a picture, a form and a beacon', async () => {
    await hit({
      eid: 'a',
      'cd[value]': '5',
      'cd[contents]': '[{"id":"x"}]',
      'ud[em]': 'hash',
      fbp: 'fb.1.1.1',
      dl: 'https://s.example/',
    });
    await hit({}, { method: 'POST', body: new URLSearchParams({ eid: 'b' }) });
    const beacon = new FormData();
    beacon.set('eid', 'c');
    beacon.set('cd[content_name]', 'a=b&c');
    await hit({}, { method: 'POST', body: beacon });
    expect(sandbox.events()).toMatchObject([
      {
        source: 'browser',
        event_id: 'a',
        custom_data: { value: '5', contents: [{ id: 'x' }] },
        user_data: { em: 'hash', fbp: 'fb.1.1.1' },
      },
      { event_id: 'b' },
      { event_id: 'c', custom_data: { content_name: 'a=b&c' } },
    ]);
  });

  it('keep their parameters as they were sent', async () => {
    const form = new FormData();
    form.set('cd[a"b]', 'x\r\ny');
    form.set('rqm', 'formPOST');
    await hit({}, { method: 'POST', body: form });
    expect(sandbox.events()[0]).toMatchObject({
      custom_data: { 'a"b': 'x\r\ny' },
      parameters: { id: '1', ev: 'Lead', 'cd[a"b]': 'x\r\ny', rqm: 'formPOST' },
    });
  });

  it('go to the Privacy Sandbox too, where they are not kept', async () => {
    const response = await fetch(`${sandbox.url}/privacy_sandbox/pixel/register/trigger/?id=1&ev=Lead`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/gif']);
    expect(sandbox.events()).toEqual([]);
  });

  it('without a pixel or a name are answered and not kept', async () => {
    expect((await hit({ ev: '' })).status).toBe(200);
    expect(sandbox.events()).toEqual([]);
  });
});

describe('the Pixel library', () => {
  it('is served with the address of the request in place of Meta’s', async () => {
    const text = await (await fetch(`${sandbox.url}/en_US/fbevents.js`)).text();
    expect(text).toContain(sandbox.url);
    expect(text).not.toMatch(/https:..[a-z.]*facebook/);
  });

  it('is a file of one’s own where there is one', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'sandbox-')), 'fbevents.js');
    await writeFile(path, `own = 'https://www.facebook.com/tr/ https://connect.facebook.net/en_US/'`);
    const other = await createSandbox({ pixelLibrary: path });
    try {
      const text = await (await fetch(`${other.url}/en_US/fbevents.js`)).text();
      expect(text).toBe(`own = '${other.url}/tr/ ${other.url}/en_US/'`);
    } finally {
      await other.close();
      await rm(path);
    }
  });
});

describe('the plugins of the Pixel library', () => {
  it.each([
    ['cookie.js', 200, 'fbevents.plugins.cookie'],
    ["a');alert(1)//.js", 404, undefined],
    ['cookie.css', 404, undefined],
  ])('%s: %d', async (file, status, registered) => {
    const response = await fetch(`${sandbox.url}/signals/plugins/${encodeURIComponent(file)}?v=2.9.300`);
    expect(response.status).toBe(status);
    if (!registered) return;
    const registerPlugin = vi.fn();
    new Function('fbq', await response.text())({ registerPlugin });
    expect(registerPlugin).toHaveBeenCalledExactlyOnceWith(registered, {
      __fbEventsPlugin: 1,
      plugin: expect.any(Function),
    });
  });
});

describe('pairing', () => {
  const counts = () => sandbox.summary().events.Lead;

  it.each([
    ['browser first', true],
    ['server first', false],
  ])('%s: same name and id count once, the copy of the browser stays', async (_name, browserFirst) => {
    const legs = [() => hit({ eid: 'e1' }), () => send([valid()])];
    for (const leg of browserFirst ? legs : legs.reverse()) await leg();
    expect(counts()).toEqual({ browser: 1, server: 1, paired: 1, counted: 1 });
    expect(sandbox.events().find(({ counted }) => counted)?.source).toBe('browser');
  });

  it('repeats of a leg do not count again', async () => {
    for (const leg of [() => hit({ eid: 'e1' }), () => send([valid()])]) for (let i = 0; i < 3; i++) await leg();
    expect(counts()).toEqual({ browser: 3, server: 3, paired: 1, counted: 1 });
  });

  it.each([
    ['another id', { eid: 'other' }],
    ['no id and another visitor', { fbp: 'fb.1.1.2' }],
    ['another pixel', { eid: 'e1', id: '2' }],
  ])('%s counts apart', async (_name, fields) => {
    await hit(fields as unknown as Record<string, string>);
    await send([valid()]);
    expect(counts()).toMatchObject({ paired: 0, counted: 2 });
  });

  it('without an id in common the visitor decides, browser first', async () => {
    await hit({ fbp: 'fb.1.1.1' });
    await send([valid()]);
    expect(counts()).toMatchObject({ paired: 1, counted: 1 });
    sandbox.clear();
    await send([valid()]);
    await hit({ fbp: 'fb.1.1.1' });
    expect(counts()).toMatchObject({ paired: 0, counted: 2 });
  });

  it('ends after 48 hours', async () => {
    await hit({ eid: 'e1' });
    time += 48 * 3_600_000 + 1_000;
    await send([valid()]);
    expect(counts()).toMatchObject({ paired: 0, counted: 2 });
  });
});

describe('the API', () => {
  const api = (path: string, how?: RequestInit) => fetch(`${sandbox.url}/api/${path}`, how);

  it('lists, sums up and forgets', async () => {
    await hit({ eid: 'e1' });
    expect(await (await api('events')).json()).toMatchObject({ events: [{ event_id: 'e1', counted: true }] });
    expect(await (await api('summary')).json()).toEqual({
      events: { Lead: { browser: 1, server: 0, paired: 0, counted: 1 } },
    });
    expect((await api('events', { method: 'DELETE' })).status).toBe(204);
    expect(await (await api('events')).json()).toEqual({ events: [] });
  });

  it('loses events, and says how many it has received', async () => {
    sandbox.break({ target: 'graph', received: 0, stored: 0, times: 1 });
    sandbox.break({ target: 'graph', received: 2, stored: 2, times: 1 });
    const data = ['e1', 'e2', 'e3'].map((event_id) => valid({ event_id }));
    expect(await (await send(data)).json()).toMatchObject({ events_received: 0 });
    expect(sandbox.events()).toEqual([]);
    expect(await (await send(data)).json()).toMatchObject({ events_received: 2 });
    expect(sandbox.events().map(({ event_id }) => event_id)).toEqual(['e1', 'e2']);
    expect(await (await send(data)).json()).toMatchObject({ events_received: 3 });
  });

  it('sends a body without end, until the connection is closed', async () => {
    sandbox.break({ target: 'graph', endless: true, times: 1 });
    const { status, body } = await send([valid()]);
    expect(status).toBe(200);
    let bytes = 0;
    for await (const chunk of body as ReadableStream<Uint8Array>) {
      bytes += chunk.length;
      if (bytes > 1_000_000) break;
    }
    expect(bytes).toBeGreaterThan(1_000_000);
    expect(sandbox.events()).toEqual([]);
    expect((await send([valid()])).status).toBe(200);
  });

  it('configures a pixel, and serves what the library then runs', async () => {
    const put = (body: object) =>
      api('pixels/111', {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const readFeatures = async () => {
      const response = await fetch(`${sandbox.url}/signals/config/111?v=1`);
      return [response.status, [...(await response.text()).matchAll(/optIn\("111", '(\w+)'/g)].map(([, name]) => name)];
    };
    expect(await readFeatures()).toEqual([200, ['FirstPartyCookies', 'InferredEvents', 'AutomaticMatching']]);
    expect((await put({ automaticEvents: false, automaticMatching: false })).status).toBe(204);
    expect(await readFeatures()).toEqual([200, ['FirstPartyCookies']]);
    sandbox.configurePixel('111', { firstPartyCookies: false, automaticEvents: false });
    expect(await readFeatures()).toEqual([200, ['AutomaticMatching']]);
    expect((await put({ missing: true })).status).toBe(204);
    expect(await readFeatures()).toEqual([404, []]);
    expect(await (await api('pixels')).json()).toEqual({ pixels: { 111: { missing: true } } });
    for (const wrong of [{ missing: 'yes' }, { other: true }, [true]]) expect((await put(wrong)).status).toBe(400);
    expect(await readFeatures()).toEqual([404, []]);
  });

  it('breaks Meta on purpose, as often as it is told', async () => {
    const fault = { target: 'graph', status: 503, code: 2, isTransient: true, retryAfter: 7, times: 1 };
    expect(
      (
        await api('faults', {
          method: 'PUT',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(fault),
        })
      ).status,
    ).toBe(204);
    const answer = await send([valid()]);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '7']);
    expect(await answer.json()).toMatchObject({ error: { code: 2, is_transient: true } });
    expect((await send([valid()])).status).toBe(200);
  });

  it.each([
    [{}, "target must be 'graph' or 'pixel'."],
    [[{ target: 'graph' }], 'A fault is an object.'],
    [{ target: 'graph', stauts: 503 }, 'A fault has no field stauts.'],
    [{ target: 'graph', status: '503' }, 'status must be of the type number.'],
    [{ target: 'graph', status: 5 }, 'status must be from 200 to 599.'],
    [{ target: 'graph', cut: 'middle' }, "cut must be 'before', 'half' or 'after'."],
    [{ target: 'graph', headers: { 'x y': '1' } }, 'headers must be names of headers with their values as text.'],
  ])('says why %j is no fault', async (fault, error) => {
    const headers = { 'content-type': 'application/json' };
    const response = await api('faults', { method: 'PUT', headers, body: JSON.stringify(fault) });
    expect([response.status, await response.json()]).toEqual([400, { error }]);
    expect((await send([valid()])).status).toBe(200);
  });

  it.each(['__proto__', 'toString', 'constructor'])('shows no card of the state %s', async (state) => {
    await send([valid()]);
    const response = await api(`page/timeline?state=${state}`);
    expect([response.status, await response.json()]).toEqual([200, { ids: [], total: 1 }]);
  });

  it('has the address of its host in brackets where that is one of IPv6', async ({ skip }) => {
    const own = await createSandbox({ host: '::1' }).catch(() => undefined);
    if (!own) return skip('this machine has no IPv6');
    expect(own.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect((await fetch(`${own.url}/api/summary`)).status).toBe(200);
    await own.close();
  });

  it('cuts connections before, in the middle of, and after taking the events', async () => {
    for (const [cut, taken] of [
      ['before', 0],
      ['half', 1],
      ['after', 1],
    ] as const) {
      sandbox.clear();
      sandbox.break({ target: 'graph', cut, times: 1 });
      await expect(send([valid()]).then((answer) => answer.text())).rejects.toThrow();
      expect(sandbox.events()).toHaveLength(taken);
    }
  });
});
