import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRefusal } from '@twinbeam/sandbox';
import { twinbeamFetch } from '@twinbeam/server/fetch';
import { describe, expect, it } from 'vitest';
import { createTwinbeam, mapMessage } from '../dist/index.js';
import { runTwinbeam } from './support/command-line.js';
import { createFixture } from './support/fixture.js';

/** Pages of the documentation whose JSON blocks are alternately a message and its event. */
const pages = { 'app-events.md': 1, 'messaging.md': 2, 'store-and-late-values.md': 2 };

const now = Date.parse('2026-09-15T12:00:00Z');

const readPage = (page: string): string => readFileSync(join(import.meta.dirname, '../../../docs', page), 'utf8');

/** Reads the code blocks of a page whose info string begins with these words. */
const readTexts = (page: string, info: string): string[] =>
  readPage(page)
    .split(/^```/m)
    .flatMap((block) => (block.startsWith(`${info}\n`) ? block.slice(info.length + 1) : []));

const readBlocks = (page: string): unknown[] => readTexts(page, 'json').map((text) => JSON.parse(text));

describe.each(Object.entries(pages))('docs/%s', (page, count) => {
  const blocks = readBlocks(page);

  it('has its examples', () => expect(blocks).toHaveLength(2 * count));

  it.each(Array.from({ length: count }, (_, index) => index + 1))(
    'shows the event of example %i correctly',
    (number) => {
      const [message, event] = blocks.slice(2 * number - 2);
      const mapped = mapMessage(message, { pixelId: '1' }, { now });
      expect('event' in mapped && mapped.event).toEqual(event);
      expect(findRefusal(event, now)).toBeUndefined();
    },
  );
});

describe('docs/frameworks.md', () => {
  it('shows the elements that the server writes and twinbeam tag prints', async () => {
    const twinbeam = createTwinbeam({ pixelId: '1', accessToken: 't', outbox: 'memory:' });
    expect(readTexts('frameworks.md', 'html scriptTag')).toEqual([`${twinbeam.scriptTag()}\n`]);
    const options = { consent: 'pending', auto: ['datalayer', 'elements'], pageViews: false, nonce: 'n1' } as const;
    const args = ['--consent', 'pending', '--auto', 'datalayer', 'elements', '--no-page-views', '--nonce', 'n1'];
    expect((await runTwinbeam({}, 'tag')).out).toBe(`${twinbeam.scriptTag()}\n`);
    const { out } = await runTwinbeam({}, 'tag', ...args, '--base', 'https://shop.example/t');
    expect(out).toBe(
      `${twinbeam.scriptTag({ ...options, auto: [...options.auto] }).replace('/twin', 'https://shop.example/t')}\n`,
    );
    expect(await runTwinbeam({}, 'tag', '--nonce', '{{nonce}}')).toMatchObject({
      code: 2,
      error: expect.stringContaining('__NONCE__'),
    });
    await twinbeam.close();
  }, 30_000);

  it('passes on the visitor and the consent of an order from another language', async () => {
    const [, body = ''] = /v1\/track -d '(.*?)'/s.exec(readTexts('frameworks.md', 'sh').join('')) ?? [];
    const fixture = await createFixture(() => ({ outbox: 'memory:', serverKey: 'a-key-of-server-code' }));
    const handle = twinbeamFetch(fixture.start());
    const order = async (consent: string) => {
      const cookies: Record<string, string> = {
        _fbp: 'fb.1.1700000000000.42',
        _fbc: 'fb.1.1700000000000.Click',
        twinbeam_id: 'a1',
        twinbeam_consent: consent,
      };
      const response = await handle(
        new Request('http://127.0.0.1:3001/twin/v1/track', {
          method: 'POST',
          headers: { authorization: `Basic ${btoa('a-key-of-server-code:')}` },
          body: body
            .replaceAll(/the cookie (\w+)/g, (_text, name: string) => cookies[name] ?? '')
            .replace('1001', consent),
        }),
      );
      expect(response?.status).toBe(200);
    };
    await order('denied');
    await order('pending');
    await order('granted');
    await expect.poll(fixture.arrived).toEqual(['purchase.granted']);
    const keys = ['client_ip_address', 'client_user_agent', 'em', 'external_id', 'fbc', 'fbp'];
    expect(Object.keys(fixture.sandbox.events()[0]?.user_data ?? {}).sort()).toEqual(keys);
    await fixture.close();
  });

  it('has every attribute of the tag among the options of twinbeam tag', async () => {
    const { out } = await runTwinbeam({}, 'tag', '--help');
    const names = [...readPage('options.md').matchAll(/`data-([a-z-]+)/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(9);
    for (const name of names) expect(out).toContain(`--${name}`);
  }, 30_000);
});
