import { createSandbox, type Sandbox, SandboxError, type SandboxOptions, type StrictOptions } from '@twinbeam/sandbox';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createServerEvent, sendHit, sendPair, sendToGraph } from './support/seed.js';

const strict: StrictOptions = { pixels: ['1234567890'], tokens: ['EAAB'], names: ['Sign Up'] };

const pairWith = async (sandbox: Sandbox, hit: Record<string, string>, event: Record<string, unknown>) => {
  await sendHit(sandbox, hit);
  await sendToGraph(sandbox, [createServerEvent(event)]);
};

/** Mistakes, with the code and the text of the error in each case. */
const faults: [title: string, code: string, text: RegExp, plant: (sandbox: Sandbox) => Promise<unknown>][] = [
  [
    'a hit without server event',
    'no-twin',
    /Lead e1: browser leg without server leg\..*reaches your server/,
    (s) => sendHit(s),
  ],
  [
    'a server event without hit',
    'no-twin',
    /Lead e1: server leg without browser leg\..*Call the Pixel with the same name and event id/,
    (s) => sendToGraph(s, [createServerEvent()]),
  ],
  [
    'another id on each leg',
    'no-twin',
    /the ids differ: e1 and e2\. Give both legs the same event id/,
    (s) => pairWith(s, {}, { event_id: 'e2' }),
  ],
  [
    'a copy by another tag after the pair',
    'no-twin',
    /Lead: browser leg without.* Another tag sends it without an event id: a Lead of this visitor with the id e1 arrived .* before\. Meta counts it twice\. Remove the other tag/,
    async (s) => {
      await sendPair(s, 'Lead', 'e1');
      await sendHit(s, { eid: '' });
    },
  ],
  [
    'a copy by another tag before the pair',
    'no-twin',
    /Another tag sends it without an event id: .* the id e1 arrived .* after\. Meta counts it twice/,
    async (s) => {
      await sendHit(s, { eid: '' });
      await sendPair(s, 'Lead', 'e1');
    },
  ],
  [
    'an event without id, of another visitor than the pair',
    'no-twin',
    /Lead: browser leg without server leg\. The Conversions API has not sent this event/,
    async (s) => {
      await sendPair(s, 'Lead', 'e1');
      await sendHit(s, { eid: '', fbp: 'fb.1.1800000000000.77', 'ud[external_id]': 'b'.repeat(64) });
    },
  ],
  [
    'an automatic event',
    'no-twin',
    /SubscribedButtonClick: .* An automatic event of Meta's library.* counts once\. To turn it off, leave out automaticEvents/,
    (s) => sendHit(s, { ev: 'SubscribedButtonClick', eid: '', es: 'automatic' }),
  ],
  [
    'another value on each leg',
    'legs-differ',
    /custom_data\.value differs: the browser sent "5", the server 6\. Make both/,
    (s) => pairWith(s, { 'cd[value]': '5' }, { custom_data: { value: 6 } }),
  ],
  [
    'a name in another case',
    'unknown-name',
    /purchase: no standard event has this name\. Meta's standard event is Purchase\./,
    (s) => sendPair(s, 'purchase', 'p1', { value: 1, currency: 'EUR' }),
  ],
  [
    'a name that nobody has announced',
    'unknown-name',
    /Newsletter: .*add the name to strict\.names/,
    (s) => sendPair(s, 'Newsletter', 'n1'),
  ],
  [
    'a clear mail address as match key',
    'clear-personal-data',
    /Lead: data\[0\]: user_data\.em must be SHA-256.*Hash the value/,
    (s) => sendToGraph(s, [createServerEvent({ user_data: { em: 'ada@example.com' } })]),
  ],
  [
    'a clear mail address in a URL',
    'clear-personal-data',
    /event_source_url of the browser leg has a mail address in clear text/,
    (s) =>
      pairWith(
        s,
        { dl: 'https://s.example/?m=ada%40example.com' },
        { event_source_url: 'https://s.example/?m=ada%40example.com' },
      ),
  ],
  [
    'a malformed cookie',
    'malformed-cookie',
    /fbp of the browser leg is malformed; the cookie _fbp has the form fb\./,
    (s) => pairWith(s, { fbp: '1234.5678' }, {}),
  ],
  [
    'a bare click id',
    'malformed-cookie',
    /fbc of the browser leg is malformed/,
    (s) => pairWith(s, { fbc: 'IwAR0' }, {}),
  ],
  [
    'an unknown token',
    'unknown-token',
    /Invalid OAuth access token.*strict\.tokens/,
    (s) => sendToGraph(s, [createServerEvent()], '1234567890', 'other'),
  ],
  [
    'an unknown pixel at Graph',
    'unknown-pixel',
    /Conversions API was called for the pixel 99/,
    (s) => sendToGraph(s, [createServerEvent()], '99'),
  ],
  ['an unknown pixel of the page', 'unknown-pixel', /sent a hit to the pixel 98/, (s) => sendHit(s, { id: '98' })],
  [
    'a purchase without currency',
    'refused',
    /Purchase: data\[0\]: Purchase needs custom_data\.currency\. Add the currency/,
    (s) => sendToGraph(s, [createServerEvent({ event_name: 'Purchase', custom_data: { value: 1 } })]),
  ],
  [
    'no event id',
    'no-event-id',
    /the browser leg has no event id.*Send eventID with the Pixel/,
    (s) => pairWith(s, { eid: '' }, {}),
  ],
];

describe('a strict sandbox', () => {
  it.each(faults)('fails the test for %s', async (_title, code, text, plant) => {
    const sandbox = await createSandbox({ strict });
    await sendPair(sandbox, 'Sign Up', 'good');
    await plant(sandbox);
    expect(sandbox.problems().map((problem) => problem.code)).toContain(code);
    const error = await sandbox.verify({ timeoutMs: 0 }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SandboxError);
    expect((error as SandboxError).message).toMatch(text);
    expect((error as SandboxError).message).toMatch(/^The sandbox has \d problems?:\n {2}- \[[a-z-]+\] /);
    expect((error as SandboxError).message).not.toMatch(/ada|good/);
    sandbox.clear();
    await sandbox.close();
  });

  it('fails the test that closes it, stops all the same, and names one problem for one mistake', async () => {
    const sandbox = await createSandbox({ strict });
    await sendToGraph(sandbox, [createServerEvent({ event_name: 'Purchase', custom_data: { value: 1 } })]);
    await expect(sandbox.close()).rejects.toThrow(
      'The sandbox has 1 problem:\n  - [refused] Purchase: data[0]: Purchase needs custom_data.currency. Add the currency: an ISO 4217 code such as EUR.',
    );
    await expect(fetch(sandbox.url)).rejects.toThrow();
  });

  it.each(['undefined', 'YOUR_ACCESS_TOKEN', '<token>', 'your-token-here'])(
    'refuses the placeholder %s without a list of tokens',
    async (token) => {
      const sandbox = await createSandbox({ strict: true });
      const answer = await sendToGraph(sandbox, [createServerEvent()], '1', token);
      expect([answer.status, sandbox.events()]).toEqual([401, []]);
      sandbox.clear();
      await sandbox.close();
    },
  );

  it('waits for a twin that is on its way', async () => {
    const sandbox = await createSandbox({ strict: true });
    await sendHit(sandbox);
    const verified = sandbox.verify({ timeoutMs: 10_000 });
    await sendToGraph(sandbox, [createServerEvent()]);
    await verified;
    await sandbox.close();
  });

  it.each<[string, StrictOptions | true, (sandbox: Sandbox) => Promise<unknown>]>([
    ['both legs', true, (s) => sendPair(s, 'Lead', 'e1')],
    [
      'the URL of a picture for dense screens',
      true,
      (s) => pairWith(s, { 'cd[image_url]': '/boots@2x.png' }, { custom_data: { image_url: '/boots@2x.png' } }),
    ],
    ['an announced name', strict, (s) => sendPair(s, 'Sign Up', 'e1')],
    ['an event of server code alone, by name', { singleLeg: ['Lead'] }, (s) => sendToGraph(s, [createServerEvent()])],
    ['a sale in a store', true, (s) => sendToGraph(s, [createServerEvent({ action_source: 'physical_store' })])],
    ['an event with opt_out', true, (s) => sendToGraph(s, [createServerEvent({ opt_out: true })])],
    [
      'what adds to an earlier event',
      true,
      (s) =>
        sendToGraph(s, [
          createServerEvent({
            event_name: 'AppendAttribution',
            original_event_data: { order_id: '7' },
            attribution_data: { ad_id: '1' },
          }),
        ]),
    ],
    [
      'a request that a fault let fail',
      true,
      async (s) => {
        s.break({ target: 'graph', status: 503, times: 1 });
        await sendToGraph(s, [createServerEvent()]);
        await sendPair(s, 'Lead', 'e1');
      },
    ],
  ])('accepts %s', async (_title, options, send) => {
    const sandbox = await createSandbox({ strict: options });
    await send(sandbox);
    expect(sandbox.problems()).toEqual([]);
    await sandbox.close();
  });

  it('alone refuses placeholders for tokens, not a list of pixels or tokens', async () => {
    const pixels = ['1234567890'];
    const send = async (options: SandboxOptions, token: string) => {
      const sandbox = await createSandbox(options);
      onTestFinished(() => sandbox.close().catch(() => undefined));
      return (await sendToGraph(sandbox, [createServerEvent()], pixels[0], token)).status;
    };
    expect(await send({ accept: { pixels } }, 'test')).toBe(200);
    expect(await send({ accept: { tokens: ['test'] } }, 'test')).toBe(200);
    expect(await send({ accept: { pixels }, strict: true }, 'test')).toBe(401);
  });

  it('is off by default', async () => {
    const sandbox = await createSandbox();
    await sendHit(sandbox, { id: '77', fbp: 'x' });
    await sandbox.close();
  });
});
