import { describe, expect, it } from 'vitest';
import { accept, openPage, settle } from './open-page.js';

describe('cookies', () => {
  const fbp = 'fb.1.1700000000000.42.AQYCAQMB';

  it('are made on the widest domain, with its index', () => {
    const { cookie } = openPage({ url: 'https://www.shop.example/' });
    expect(cookie('_fbp')).toMatch(/^fb\.1\.\d{13}\.\d+$/);
    expect(cookie('_tb')).toBeUndefined();
  });

  it.each([
    ['http://localhost:3000/', 0],
    ['http://127.0.0.1/', 0],
    ['https://a.b.shop.co.uk/', 2],
  ])('at %s have the index %d', (url, index) => {
    expect(openPage({ url }).cookie('_fbp')).toMatch(new RegExp(`^fb\\.${index}\\.`));
  });

  it('that are there stay unchanged, five parts too', async () => {
    const { tracker, cookie, requests } = openPage({ cookies: [`_fbp=${fbp}`, '_fbc=fb.1.1700000000000.Old.Bg'] });
    tracker.page();
    await settle();
    expect(cookie('_fbp')).toBe(fbp);
    expect(requests[0]?.batch[0]?.context).toMatchObject({ fbp, fbc: 'fb.1.1700000000000.Old.Bg' });
  });

  it.each(['garbage', 'fb.1.x.1'])('that are malformed are replaced: %s', (value) => {
    expect(openPage({ cookies: [`_fbp=${value};domain=shop.example`] }).cookie('_fbp')).toMatch(
      /^fb\.\d\.\d{13}\.\d+$/,
    );
  });

  it('hold the click id of the address, byte for byte', async () => {
    const clickId = `A-b_c7E${'x'.repeat(400)}`;
    const { tracker, cookie, requests } = openPage({
      url: `https://www.shop.example/?fbclid=${encodeURIComponent(clickId)}`,
    });
    tracker.page();
    await settle();
    expect(cookie('_fbc')).toMatch(/^fb\.1\.\d{13}\./);
    expect(cookie('_fbc')?.endsWith(`.${clickId}`)).toBe(true);
    expect(requests[0]?.batch[0]?.context).toMatchObject({ fbc: cookie('_fbc') });
  });

  it('stay for the same click id, and are replaced for another', () => {
    const stored = '_fbc=fb.1.1700000000000.Old';
    expect(openPage({ url: 'https://s.example/?fbclid=Old', cookies: [stored] }).cookie('_fbc')).toBe(
      'fb.1.1700000000000.Old',
    );
    expect(openPage({ url: 'https://s.example/?fbclid=New', cookies: [stored] }).cookie('_fbc')).toMatch(
      /^fb\.1\.(?!1700000000000)\d{13}\.New$/,
    );
  });

  it('take the click id that a router has taken from the address before the script came', () => {
    const { cookie } = openPage({
      prepare: ({ performance }) =>
        void Object.assign(performance, {
          getEntriesByType: (type: string) => [{ name: `https://www.shop.example/?fbclid=Lost&type=${type}` }],
        }),
    });
    expect(cookie('_fbc')).toMatch(/^fb\.1\.\d{13}\.Lost$/);
  });

  it.each(['get', 'set'])('that throw are replaced by memory: %s', async (way) => {
    const denied = () => {
      throw new Error('denied');
    };
    const { tracker, requests } = openPage({
      prepare: (window) =>
        Object.defineProperty(window.document, 'cookie', { get: () => '', set: () => undefined, [way]: denied }),
    });
    tracker.page();
    await settle();
    expect(requests[0]?.batch[0]?.context).toMatchObject({ fbp: expect.stringMatching(/^fb\./) });
  });

  it('that are refused are replaced by memory', async () => {
    const { tracker, requests } = openPage({
      url: 'https://s.example/?fbclid=New',
      prepare: (window) => Object.defineProperty(window.document, 'cookie', { get: () => '', set: () => undefined }),
    });
    tracker.page();
    tracker.page();
    await settle();
    const contexts = requests.flatMap(({ batch }) =>
      batch.map(({ context }) => context as unknown as { fbp: string; fbc: string }),
    );
    expect(contexts[0]?.fbp).toMatch(/^fb\./);
    expect(contexts[0]?.fbc).toMatch(/New$/);
    expect(contexts[1]?.fbp).toBe(contexts[0]?.fbp);
  });
});

describe('identify', () => {
  const traits = {
    email: 'ada@example.com',
    firstName: 'Ada',
    last_name: 'Byron',
    address: { city: 'London', postal_code: 'W1' },
  };

  it('adds the visitor to both legs', async () => {
    const { tracker, calls, requests } = openPage();
    tracker.identify('u1', traits);
    tracker.track('Lead');
    await settle();
    expect(calls()[0]).toEqual([
      'init',
      '1',
      { external_id: 'u1', em: traits.email, ph: '', ge: '', fn: 'Ada', ln: 'Byron', ct: 'london', zp: 'w1' },
    ]);
    expect(requests[0]?.batch[0]).toMatchObject({ userId: 'u1', context: { traits } });
  });

  it('drops the traits of another user', async () => {
    const { tracker, requests } = openPage();
    tracker.identify('u1', { email: 'ada@example.com' });
    tracker.identify('u2', { plan: 'pro' });
    tracker.page();
    await settle();
    expect(requests[0]?.batch[0]).toMatchObject({ userId: 'u2', context: { traits: { plan: 'pro' } } });
    expect(JSON.stringify(requests)).not.toContain('ada@');
  });

  it('may be called with traits alone, and adds up', async () => {
    const { tracker, requests } = openPage();
    tracker.identify('u1', { a: 1 });
    tracker.identify({ b: 2 });
    tracker.identify(null, { c: 3 });
    tracker.identify(undefined, null);
    tracker.page();
    await settle();
    expect(requests[0]?.batch[0]).toMatchObject({ userId: 'u1', context: { traits: { a: 1, b: 2, c: 3 } } });
  });

  it('leaves out an event id among the traits, which would be the id of every event', async () => {
    const { tracker, messages } = openPage();
    tracker.identify('u1', { event_id: 'same', plan: 'pro' });
    const ids = [tracker.track('Lead'), tracker.track('Contact')];
    await settle();
    expect(new Set([...ids, 'same']).size).toBe(3);
    expect(messages().map(({ context }) => context.traits)).toEqual([{ plan: 'pro' }, { plan: 'pro' }]);
  });

  it('initialises a pixel once: later calls would be ignored', async () => {
    const { tracker, calls } = openPage();
    tracker.page();
    tracker.identify('u1', traits);
    tracker.page();
    await settle();
    expect(calls().filter(([method]) => method === 'init')).toHaveLength(1);
  });

  it('is removed by reset, with the anonymous id', async () => {
    const { tracker, requests, cookie, window } = openPage({ cookies: ['twinbeam_keep=a1!!'] });
    const before = cookie('twinbeam_id');
    tracker.identify('u1', traits);
    tracker.reset();
    tracker.page();
    await settle();
    expect(requests[0]?.batch[0]).not.toHaveProperty('userId');
    expect(requests[0]?.batch[0]?.context).toMatchObject({ traits: {} });
    expect(before).toBe('a1');
    expect([cookie('twinbeam_id'), cookie('twinbeam_keep')]).toEqual([expect.not.stringMatching(/^a1$/), undefined]);
    expect({ ...window.sessionStorage }).toEqual({});
  });

  it('stays removed when the response to an earlier request sets the old ids', async () => {
    let respond: () => void = () => undefined;
    const isReset = new Promise<void>((resolve) => {
      respond = resolve;
    });
    const { tracker, cookie, document } = openPage({
      responses: [
        async (request) => {
          const before = cookie('twinbeam_id');
          await isReset;
          document.cookie = `twinbeam_id=${before};path=/;domain=shop.example`;
          document.cookie = `twinbeam_keep=${before}!!;path=/;domain=shop.example`;
          return accept(request);
        },
        accept,
      ],
    });
    tracker.page();
    await settle();
    const before = cookie('twinbeam_id');
    tracker.reset();
    const after = cookie('twinbeam_id');
    respond();
    await settle();
    expect(after).not.toBe(before);
    expect([cookie('twinbeam_id'), cookie('twinbeam_keep')]).toEqual([after, undefined]);
  });

  it('lasts for the session', async () => {
    const { tracker, requests } = openPage({
      prepare: (window) => window.sessionStorage.setItem('twinbeam_id', JSON.stringify({ userId: 'u1', traits })),
    });
    tracker.page();
    await settle();
    expect(requests[0]?.batch[0]).toMatchObject({ userId: 'u1', context: { traits } });
  });

  it.each(['garbage', '7', 'null'])('survives a storage that holds %s', (stored) => {
    const { tracker } = openPage({ prepare: (window) => window.sessionStorage.setItem('twinbeam_id', stored) });
    expect(tracker.page()).toEqual(expect.any(String));
  });
});
