import { describe, expect, it } from 'vitest';
import { openPage, settle } from './open-page.js';

describe('a page that waits for consent', () => {
  it('holds the newest hundred events, each with the time and the place where it happened', async () => {
    const { tracker, window, messages } = openPage({ consent: 'pending' });
    for (let count = 1; count <= 120; count++) tracker.track(`Event ${count}`);
    window.history.pushState({}, '', '/later');
    const before = new Date().toISOString();
    tracker.consent('granted');
    await settle();
    await tracker.flush();
    expect(messages.map(({ event }) => event)).toEqual(
      Array.from({ length: 100 }, (_, index) => `Event ${index + 21}`),
    );
    expect(messages[0]?.context.page).toMatchObject({ url: 'https://www.shop.example/a' });
    expect((messages[0]?.timestamp ?? '') <= before).toBe(true);
  });

  it('knows the visitor that it was told of meanwhile', async () => {
    const { tracker, window, messages, calls } = openPage({ consent: 'pending' });
    tracker.track('Lead');
    tracker.identify('u1', { email: 'ada@example.com' });
    expect({ ...window.sessionStorage }).toEqual({});
    tracker.consent('granted');
    await settle();
    expect(messages).toMatchObject([
      { userId: 'u1', context: { traits: { email: 'ada@example.com' }, consent: 'granted' } },
    ]);
    expect(calls()[0]).toMatchObject(['init', '1', { external_id: 'u1', em: 'ada@example.com' }]);
    expect(window.sessionStorage.getItem('twinbeam_id')).toContain('u1');
  });

  it.each([
    ['granted, and the visitor has refused before', 'granted', 'denied', 0],
    ['granted', 'granted', '', 1],
    ['denied', 'denied', 'granted', 0],
    ['pending, but the visitor has decided before', 'pending', 'granted', 1],
    ['pending, and the visitor has refused before', 'pending', 'denied', 0],
    ['nothing, and the visitor has refused before', undefined, 'denied', 0],
    ['nothing, and the cookie cannot be read', undefined, 'yes', 0],
    ['nothing, and the cookie is quoted', undefined, '%22Granted%22', 1],
    ['something that it does not know', 'maybe', '', 0],
  ])('goes on when it is told %s', async (_name, consent, remembered, sent) => {
    const { tracker, messages } = openPage({
      consent: consent as never,
      prepare: ({ document }) => {
        document.cookie = `twinbeam_consent=${remembered}`;
      },
    });
    tracker.track('Lead');
    await settle();
    expect(messages).toHaveLength(sent);
  });

  it('ignores what is no state', async () => {
    const { tracker, messages, document } = openPage({ consent: 'pending' });
    tracker.track('Lead');
    tracker.consent('yes' as never);
    await settle();
    expect([messages, document.cookie]).toEqual([[], '']);
  });

  it('waits again when it is told to', async () => {
    const { tracker, messages } = openPage();
    tracker.consent('pending');
    const id = tracker.track('Lead');
    await settle();
    expect([id, messages]).toEqual([expect.any(String), []]);
    tracker.consent('granted');
    await settle();
    expect(messages).toMatchObject([{ messageId: id }]);
  });
});

describe('consent that is withdrawn', () => {
  it('tells the Pixel, and tells it again when it is back', async () => {
    const { tracker, calls } = openPage();
    tracker.track('Lead');
    tracker.consent('denied');
    expect(tracker.track('Lead')).toBeUndefined();
    tracker.consent('granted');
    const methods = calls().map(([method, what]) => (method === 'consent' ? `${method} ${what}` : method));
    // What waited for a library that has not come yet is gone.
    expect(methods).toEqual(['consent revoke', 'consent grant']);
  });

  it('loads nothing of the Pixel’s when it has never been given', () => {
    const { tracker, document, window } = openPage({ consent: 'pending' });
    tracker.track('Lead');
    tracker.consent('denied');
    expect([document.querySelector('script'), window.fbq]).toEqual([null, undefined]);
  });
});

describe('Limited Data Use', () => {
  it.each([
    [{ limitedDataUse: true }, [['dataProcessingOptions', ['LDU'], 1, 1000]]],
    [{}, []],
  ])('of settings %j is said before the Pixel begins', (settings, expected) => {
    const { tracker, calls } = openPage({ pixels: [{ pixelId: '1', ...settings }], consent: 'pending' });
    tracker.track('Lead');
    tracker.consent('granted', { dataProcessingOptions: ['LDU'], country: 1, state: 1000 });
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
    expect([messages, document.cookie, window.fbq]).toEqual([[], '', undefined]);
    prerendering = false;
    document.dispatchEvent(new window.Event('prerenderingchange'));
    await settle();
    expect(messages).toMatchObject([{ type: 'page', messageId: id }]);
  });
});
