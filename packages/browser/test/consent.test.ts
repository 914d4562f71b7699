import { describe, expect, it, vi } from 'vitest';
import { accept, openPage, type PageOptions, readStored, settle, unreachable } from './open-page.js';

describe('a page that waits for consent', () => {
  it('queues the newest hundred events, each with the time and the URL of its call', async () => {
    const { tracker, window, messages } = openPage({ consent: 'pending' });
    for (let count = 1; count <= 120; count++) tracker.track(`Event ${count}`);
    window.history.pushState({}, '', '/later');
    const before = new Date().toISOString();
    tracker.consent('granted');
    await settle();
    await tracker.flush();
    expect(messages().map(({ event }) => event)).toEqual(
      Array.from({ length: 100 }, (_, index) => `Event ${index + 21}`),
    );
    expect(messages()[0]?.context.page).toMatchObject({ url: 'https://www.shop.example/a' });
    expect((messages()[0]?.timestamp ?? '') <= before).toBe(true);
  });

  it('tells the server of consent only where the visitor or the page has decided', async () => {
    const consents = async ({ consent }: PageOptions, decide?: 'granted') => {
      const { tracker, messages } = openPage({ consent });
      if (decide) tracker.consent(decide);
      tracker.track('Lead');
      await settle();
      return messages().map(({ context }) => context.consent);
    };
    expect(await consents({})).toEqual([undefined]);
    expect(await consents({ consent: 'granted' })).toEqual(['granted']);
    expect(await consents({}, 'granted')).toEqual(['granted']);
  });

  it('sends what was queued with the visitor that was identified since', async () => {
    const { tracker, window, messages, calls } = openPage({ consent: 'pending' });
    tracker.track('Lead');
    tracker.identify('u1', { email: 'ada@example.com' });
    expect({ ...window.sessionStorage }).toEqual({});
    tracker.consent('granted');
    await settle();
    expect(messages()).toMatchObject([
      { userId: 'u1', context: { traits: { email: 'ada@example.com' }, consent: 'granted' } },
    ]);
    expect(calls()[0]).toMatchObject(['init', '1', { external_id: 'u1', em: 'ada@example.com' }]);
    expect(window.sessionStorage.getItem('twinbeam_id')).toContain('u1');
  });

  it.each([
    ['granted, and the visitor has refused before', 'granted', 'denied', 0],
    ['granted', 'granted', '', 1],
    ['denied', 'denied', 'granted', 0],
    ['pending, and the visitor has agreed before', 'pending', 'granted', 1],
    ['pending, and the visitor has refused before', 'pending', 'denied', 0],
    ['nothing, and the visitor has refused before', undefined, 'denied', 0],
    ['nothing, and the cookie cannot be read', undefined, 'yes', 0],
    ['nothing, and the cookie is quoted', undefined, '%22Granted%22', 1],
    ['an unknown state', 'maybe', '', 0],
  ])('starts by the option and the cookie: %s', async (_name, consent, remembered, sent) => {
    const { tracker, messages } = openPage({
      consent: consent as never,
      prepare: ({ document }) => {
        document.cookie = `twinbeam_consent=${remembered}`;
      },
    });
    tracker.track('Lead');
    await settle();
    expect(messages()).toHaveLength(sent);
  });

  it.each<[string, PageOptions, string, unknown[]]>([
    ['a refusal by default', {}, '', []],
    ['nothing once the visitor has agreed', {}, 'twinbeam_consent=granted', ['granted', undefined]],
    ['nothing where the page knows the decision', { consent: 'granted' }, '', ['granted', undefined]],
    // A server that requires a decision must not take the signal for one.
    ['Limited Data Use by option, and for no decision', { gpc: 'ldu' }, '', [undefined, ['LDU', 0, 0]]],
    [
      'what the visitor has decided, by that option too',
      { gpc: 'ldu' },
      'twinbeam_consent=granted',
      ['granted', undefined],
    ],
    ['nothing by option', { gpc: 'ignore' }, '', [undefined, undefined]],
  ])('takes Global Privacy Control for %s', async (_name, options, cookie, expected) => {
    const { tracker, messages, document } = openPage({
      ...options,
      prepare: ({ document, navigator }) => {
        Object.assign(navigator, { globalPrivacyControl: true });
        document.cookie = cookie;
      },
    });
    tracker.track('Lead');
    await settle();
    expect(messages().flatMap(({ context }) => [context.consent, context.dataProcessingOptions])).toEqual(expected);
    // The browser's signal is not a decision of the visitor, so it is not stored.
    expect(document.cookie.includes('twinbeam_consent')).toBe(cookie !== '');
  });

  it('sends once a visitor with Global Privacy Control agrees', async () => {
    const { tracker, messages } = openPage({
      prepare: ({ navigator }) => Object.assign(navigator, { globalPrivacyControl: true }),
    });
    tracker.track('Lead');
    tracker.consent('granted');
    tracker.track('Contact');
    await settle();
    expect(messages().map(({ event }) => event)).toEqual(['Contact']);
  });

  it('obeys a refusal in either of two cookies', async () => {
    const { tracker, messages } = openPage({
      prepare: ({ document }) => {
        document.cookie = 'twinbeam_consent=granted;path=/';
        document.cookie = 'twinbeam_consent=denied;domain=shop.example;path=/';
      },
    });
    tracker.track('Lead');
    await settle();
    expect(messages()).toEqual([]);
  });

  it.each(['yes', 'grant', true, { ad_storage: 'granted' }])('ignores %j, and says so', async (state) => {
    const warned = vi.spyOn(console, 'warn').mockReturnValue();
    const { tracker, messages, document } = openPage({ consent: 'pending' });
    tracker.track('Lead');
    tracker.consent(state as never);
    await settle();
    expect([messages(), document.cookie]).toEqual([[], '']);
    expect(warned.mock.calls).toEqual([['twinbeam: consent is granted, denied or pending']]);
    warned.mockRestore();
  });

  it('waits when the option is no state, and says so', async () => {
    const warned = vi.spyOn(console, 'warn').mockReturnValue();
    const { tracker, messages, document } = openPage({ consent: 'grantd' as never });
    tracker.track('Lead');
    await settle();
    expect([messages(), document.cookie]).toEqual([[], '']);
    expect(warned.mock.calls).toEqual([['twinbeam: consent is granted, denied or pending']]);
    tracker.consent('granted');
    await settle();
    expect(messages()).toMatchObject([{ event: 'Lead' }]);
    warned.mockRestore();
  });

  it('waits when the option is no state, also where an earlier page had consent', async () => {
    const warned = vi.spyOn(console, 'warn').mockReturnValue();
    const { tracker, messages, calls } = openPage({
      consent: 'denid' as never,
      prepare: ({ document }) => {
        document.cookie = 'twinbeam_consent=granted;path=/';
      },
    });
    tracker.track('Lead');
    await settle();
    expect([messages(), calls()]).toEqual([[], []]);
    warned.mockRestore();
  });

  it('queues again when consent is pending again', async () => {
    const { tracker, messages } = openPage();
    tracker.consent('pending');
    const id = tracker.track('Lead');
    await settle();
    expect([id, messages()]).toEqual([expect.any(String), []]);
    tracker.consent('granted');
    await settle();
    expect(messages()).toMatchObject([{ messageId: id }]);
  });
});

describe('consent that is withdrawn', () => {
  it('makes no request', async () => {
    const { tracker, requests, beacons } = openPage();
    tracker.track('Lead');
    await settle();
    tracker.consent('denied');
    await settle();
    expect([requests.length, beacons]).toEqual([1, []]);
  });

  it('is told to the server once where the site wants it, with the browser id alone', async () => {
    const { tracker, requests, cookie } = openPage({ reportWithdrawal: true });
    tracker.identify('u1', { email: 'ada@example.com' });
    tracker.track('Lead');
    await settle();
    const fbp = cookie('_fbp');
    for (let call = 0; call < 2; call++) tracker.consent('denied');
    await settle();
    expect(requests.slice(1).map(({ text }) => JSON.parse(text))).toEqual([
      { batch: [{ context: { fbp, consent: 'denied' } }] },
    ]);
    tracker.consent('granted');
    expect(cookie('_fbp')).not.toBe(fbp);
  });

  it.each(['pending', 'denied'] as const)('is not told where it never was granted but %s', async (consent) => {
    const cookies = ['_fbp=fb.1.1700000000000.42'];
    const { tracker, requests, beacons } = openPage({ reportWithdrawal: true, consent, cookies });
    tracker.track('Lead');
    tracker.consent('denied');
    await settle();
    expect([requests, beacons]).toEqual([[], []]);
  });

  it.each<[string, (page: ReturnType<typeof openPage>) => void]>([
    ['by the page', ({ tracker }) => tracker.consent('pending')],
    ['by a call of the Pixel', ({ window }) => window.fbq?.('consent', 'revoke')],
  ])('in the task of events makes them wait on both legs: %s', async (_how, withdraw) => {
    const page = openPage();
    const { tracker, window } = page;
    tracker.track('Lead');
    await settle();
    const callMethod = vi.fn();
    Object.assign(window.fbq as object, { callMethod });
    const fired = () => callMethod.mock.calls.flatMap(([method, , name]) => (method === 'trackSingle' ? name : []));
    const sent = () => page.messages().map(({ event }) => event);
    // Its request would follow after the interval.
    tracker.track('Search');
    await settle();
    tracker.track('Contact');
    withdraw(page);
    await tracker.flush();
    page.dispatch('pagehide');
    expect([fired(), sent(), page.beacons, readStored(page)]).toEqual([['Search'], ['Lead'], [], '']);
    page.dispatch('pageshow');
    tracker.consent('granted');
    await settle();
    await tracker.flush();
    expect([fired(), sent()]).toEqual([
      ['Search', 'Contact'],
      ['Lead', 'Search', 'Contact'],
    ]);
  });

  it.each<[string, (page: ReturnType<typeof openPage>) => void]>([
    ['by the page', ({ tracker }) => tracker.consent('pending')],
    ['by a call of the Pixel', ({ window }) => window.fbq?.('consent', 'revoke')],
  ])('lets stored messages wait for a grant too: %s', async (_how, withdraw) => {
    const page = openPage({ responses: [unreachable, accept] });
    const { tracker, requests } = page;
    const id = tracker.track('Lead');
    await settle();
    expect([requests.length, readStored(page)]).toEqual([1, expect.stringContaining(String(id))]);
    withdraw(page);
    page.dispatch('online');
    page.dispatch('pageshow');
    await settle();
    await tracker.flush();
    expect([requests.length, readStored(page)]).toEqual([1, expect.stringContaining(String(id))]);
    tracker.consent('granted');
    await expect.poll(() => requests.map(({ ids }) => ids), { timeout: 5_000 }).toEqual([[id], [id]]);
  });

  it.each([1, 150])('keeps none of %d events of a task from either leg when it stays', async (count) => {
    const { tracker, messages, calls } = openPage();
    for (let event = 1; event <= count; event++) tracker.track(`Event ${event}`);
    await settle();
    await tracker.flush();
    const fired = calls().filter(([method]) => method === 'trackSingleCustom');
    expect([fired.length, messages().length]).toEqual([count, count]);
  });

  it('before the Pixel’s leg is there leaves the page without fbq', async () => {
    const { tracker, window } = openPage();
    tracker.track('Lead');
    tracker.consent('denied');
    await settle();
    expect(window.fbq).toBeUndefined();
  });

  it('empties the queue for the library, and queues no revoke, at which the library would stop', async () => {
    const { tracker, calls, window } = openPage();
    tracker.track('Lead');
    await settle();
    // The page's own call goes into our stub's queue.
    window.fbq?.('trackCustom', 'Foreign');
    tracker.consent('denied');
    expect(tracker.track('Lead')).toBeUndefined();
    expect(calls()).toEqual([]);
    tracker.consent('granted');
    tracker.track('Contact');
    await settle();
    expect(calls().map(([method, , name]) => (method === 'trackSingle' ? name : method))).toEqual(['init', 'Contact']);
  });

  it('is revoked in the library that is there, and granted again', async () => {
    const callMethod = vi.fn();
    const { tracker, window } = openPage();
    tracker.track('Lead');
    await settle();
    Object.assign(window.fbq as object, { callMethod });
    tracker.consent('denied');
    tracker.consent('granted');
    expect(callMethod.mock.calls).toEqual([
      ['consent', 'revoke'],
      ['consent', 'grant'],
    ]);
  });

  it('loads nothing of the Pixel when it was never granted', async () => {
    const { tracker, document, window } = openPage({ consent: 'pending' });
    tracker.track('Lead');
    tracker.consent('denied');
    await settle();
    expect([document.querySelector('script'), window.fbq]).toEqual([null, undefined]);
  });
});

describe('Limited Data Use', () => {
  it.each([
    [{ limitedDataUse: true }, 1000, [['dataProcessingOptions', ['LDU'], 1, 1000]]],
    // The library ignores calls with an unknown state.
    [{ limitedDataUse: true }, 1001, [['dataProcessingOptions', ['LDU'], 0, 0]]],
    [{}, 1000, []],
  ])('of settings %j and state %d is told to the Pixel before its first event', async (settings, state, expected) => {
    const { tracker, calls } = openPage({ pixels: [{ pixelId: '1', ...settings }], consent: 'pending' });
    tracker.track('Lead');
    tracker.consent('granted', { dataProcessingOptions: ['LDU'], country: 1, state });
    await settle();
    expect(calls().slice(0, -2)).toEqual(expected);
    expect(calls().at(-2)?.[0]).toBe('init');
  });
});

describe('a page that the browser renders before it is shown', () => {
  it('does nothing until it is', async () => {
    let prerendering = true;
    const { tracker, messages, document, window } = openPage({
      prepare: (page) => Object.defineProperty(page.document, 'prerendering', { get: () => prerendering }),
    });
    const id = tracker.page();
    await settle();
    expect([messages(), document.cookie, window.fbq]).toEqual([[], '', undefined]);
    prerendering = false;
    document.dispatchEvent(new window.Event('prerenderingchange'));
    await settle();
    expect(messages()).toMatchObject([{ type: 'page', messageId: id }]);
  });
});
