import { type ConsentState, debugEvents } from '@twinbeam/browser';
import { afterEach, expect, it, vi } from 'vitest';
import { openPage, type PageOptions, settle } from './open-page.js';

afterEach(() => void vi.restoreAllMocks());

const warning = {
  severity: 'warning',
  code: 'event-name-similar',
  field: 'event',
  message: 'Probably OrderCompleted.',
};

it.each([
  ['the same id', (id: string) => ({ eventId: id }), 'both legs, one id'],
  ['another id', () => ({ eventId: 'other' }), 'both legs, DIFFERENT IDS: counted twice'],
  ['a warning', (id: string) => ({ eventId: id, problems: [warning] }), 'both legs, one id, 1 warning'],
])(
  'the debug mode of a tracker compares the ids of all pixels with a server that has %s',
  async (_case, toResult, verdict) => {
    const groups = vi.spyOn(console, 'groupCollapsed').mockImplementation(() => undefined);
    const lines = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    vi.spyOn(console, 'group').mockImplementation(() => undefined);
    const { tracker, window } = openPage({
      pixels: [{ pixelId: '1' }, { pixelId: '2' }],
      responses: [
        ({ ids }) =>
          Response.json({ results: ids.map((id) => ({ messageId: id, status: 'accepted', ...toResult(id) })) }),
      ],
      // The library has loaded.
      prepare: (page) =>
        void Object.assign(page, { fbq: Object.assign(() => undefined, { callMethod: () => undefined }) }),
    });

    const stop = debugEvents(tracker, window);
    tracker.track('Lead');
    await expect.poll(() => groups.mock.calls).toEqual([[`Twinbeam  Lead → Lead: ${verdict}`]]);
    const labels = lines.mock.calls.map(([text]) => `${text}`.split(' ').slice(0, 2).join(' '));
    expect(labels.filter((label) => /^Pixel \d/.test(label))).toEqual(['Pixel 1', 'Pixel 2']);

    stop();
    tracker.track('Contact');
    await tracker.flush();
    await settle();
    expect(groups).toHaveBeenCalledOnce();
  },
);

it.each<[reason: string, options: PageOptions, act: (page: ReturnType<typeof openPage>) => void]>([
  [
    "denied, nothing is sent or stored, and what was stored is removed (the browser's Global Privacy Control)",
    { prepare: ({ navigator }) => void Object.assign(navigator, { globalPrivacyControl: true }) },
    () => undefined,
  ],
  ['denied, .* (the option consent)', { consent: 'denied' }, () => undefined],
  [
    'pending, events are queued until there is a decision (the option consent)',
    { consent: 'pending' },
    () => undefined,
  ],
  ['granted (nothing requires a decision)', {}, () => undefined],
  [
    'denied, .* (the cookie shop_consent: an earlier decision, or a call of consent() as the page loaded)',
    { consentCookie: 'shop_consent', cookies: ['shop_consent=denied'] },
    () => undefined,
  ],
  ['denied, .* (a call of consent())', {}, ({ tracker }) => tracker.consent('denied')],
  [
    "pending, .* (the page's own fbq('consent', 'revoke'))",
    { prepare: (page) => void Object.assign(page, { fbq: Object.assign(() => undefined, { queue: [] }) }) },
    ({ window }) => window.fbq?.('consent', 'revoke'),
  ],
  [
    'denied, .* (another tab, or the server, has changed the cookie twinbeam_consent)',
    {},
    async ({ tracker, document }) => {
      await settle();
      document.cookie = 'twinbeam_consent=denied';
      tracker.track('Lead');
    },
  ],
])('the debug mode of a tracker says why consent is %s', async (reason, options, act) => {
  const lines = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  vi.spyOn(console, 'groupCollapsed').mockImplementation(() => undefined);
  vi.spyOn(console, 'group').mockImplementation(() => undefined);
  const page = openPage(options);
  // The script tag's tracker reports its first state too.
  const first = (act.length > 0 ? 'granted' : reason.split(/\W/)[0]) as ConsentState;
  const { tracker, window } = page;
  const { consentCookie } = options;
  debugEvents(Object.assign(tracker, consentCookie && { consentCookie }), window, [{ kind: 'consent', state: first }]);
  act(page);
  const pattern = reason
    .split('.*')
    .map((part) => part.replace(/[()']/g, '\\$&'))
    .join('.*');
  await expect
    .poll(() =>
      lines.mock.calls
        .flat()
        .filter((text) => `${text}`.startsWith('Twinbeam  consent is'))
        .at(-1),
    )
    .toMatch(new RegExp(`^Twinbeam  consent is ${pattern}$`));
});

it('the debug mode of a tracker counts the events that wait for consent', async () => {
  const lines = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  vi.spyOn(console, 'group').mockImplementation(() => undefined);
  const { tracker, window } = openPage({ consent: 'pending' });
  debugEvents(tracker, window);
  tracker.track('Lead');
  tracker.track('Contact');
  expect(lines.mock.calls.flat().filter((text) => `${text}`.includes('for consent'))).toEqual([
    'Twinbeam  1 event waits for consent',
    'Twinbeam  2 events wait for consent',
  ]);
});

it('the debug mode of a tracker says that beforeSend has kept an event from the Pixel', async () => {
  const lines = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  vi.spyOn(console, 'groupCollapsed').mockImplementation(() => undefined);
  vi.spyOn(console, 'group').mockImplementation(() => undefined);
  const { tracker, window } = openPage({ beforeSend: () => null });
  debugEvents(tracker, window);
  tracker.track('Lead');
  await expect
    .poll(() => lines.mock.calls.join('\n'))
    .toMatch(/Pixel 1 +not fired, because beforeSend of the page keeps it back/);
});

it('the debug mode of a tracker says that a purchase was not sent again', async () => {
  const lines = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const groups = vi.spyOn(console, 'groupCollapsed').mockImplementation(() => undefined);
  vi.spyOn(console, 'group').mockImplementation(() => undefined);
  const order = { order_id: 7, revenue: 1 };
  const { tracker, window } = openPage();
  tracker.track('Order Completed', order);
  await settle();
  debugEvents(tracker, window);
  tracker.track('Order Completed', order);
  expect(groups.mock.calls).toEqual([['Twinbeam  Order Completed: not sent again']]);
  expect(lines.mock.calls.join('\n')).toMatch(/Repeated +this browser has sent the purchase in the last 30 days/);
});

it('the debug mode of a tracker says what it knows where reading cookies throws, as in a sandboxed frame', () => {
  const lines = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  vi.spyOn(console, 'group').mockImplementation(() => undefined);
  const { tracker, window } = openPage({
    prepare: ({ document }) =>
      Object.defineProperty(document, 'cookie', {
        get: () => {
          throw new Error('denied');
        },
      }),
  });
  debugEvents(tracker, window);
  expect(lines.mock.calls.join('\n')).toMatch(/_fbp +none\n[\s\S]*Pixel +there is no fbq yet/);
});

it('the debug mode of a tracker tells an anonymous id from an id of your own', async () => {
  const lines = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  vi.spyOn(console, 'groupCollapsed').mockImplementation(() => undefined);
  vi.spyOn(console, 'group').mockImplementation(() => undefined);
  const { tracker, window } = openPage();
  debugEvents(tracker, window);
  const printed = () => lines.mock.calls.join('\n');
  tracker.track('Lead');
  await expect.poll(printed).toMatch(/Match keys +external_id \(anonymous\)/);
  expect(printed()).toContain('external_id: identify(userId)');
  lines.mockClear();
  tracker.identify('u1');
  tracker.track('Contact');
  await expect.poll(printed).toMatch(/Match keys +external_id(,|$)/m);
  expect(printed()).not.toContain('external_id: identify(userId)');
});

it('the debug mode of a tracker asks for no match key that the server alone brings into form', async () => {
  const lines = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  vi.spyOn(console, 'group').mockImplementation(() => undefined);
  const { tracker, window } = openPage();
  debugEvents(tracker, window);
  tracker.identify('u1', { phone: '030 123456', address: { city: 'Köln', state: 'NRW', country: 'Deutschland' } });
  tracker.track('Lead');
  await expect.poll(() => lines.mock.calls.join('\n')).toMatch(/Match keys +external_id, ct, st, country(,|$)/m);
});
