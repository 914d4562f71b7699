import type { PixelOptions } from '@twinbeam/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture, identity } from './support/fixture.js';
import { serveTwinbeam } from './support/serve-twinbeam.js';

/** Each message goes to the pixels whose `when` matches it. */

describe('several pixels', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await createFixture(() => ({ outbox: 'memory:' }));
  });
  afterEach(() => fixture.close());

  const start = (...whens: PixelOptions['when'][]) =>
    fixture.start({
      pixels: whens.map((when, index) => ({
        ...{ pixelId: String(index + 1), accessToken: `EAAtoken${index + 1}` },
        ...(when && { when }),
      })),
    });
  const arrivals = () =>
    fixture.sandbox
      .events()
      .map(({ pixelId, event_id }) => `${pixelId} ${event_id}`)
      .sort();

  it('get the messages for their hosts, countries and brands from server code', async () => {
    const twinbeam = start(
      { host: ['de.example', 'www.de.example'] },
      { host: 'at.example', 'properties.brand': ['Acme', 'Roadrunner'] },
      { 'traits.address.country': 'at' },
      undefined,
    );
    const track = (eventId: string, url: string, brand?: string, country?: string) =>
      twinbeam.track(
        'Lead',
        { brand },
        { identity: { ...identity, url }, eventId, ...(country && { traits: { address: { country } } }) },
      );
    expect(await track('german', 'https://www.DE.example/a')).toMatchObject({ status: 'accepted' });
    expect(await track('austrian', 'https://at.example:8443/', 'acme', 'AT')).toMatchObject({ status: 'accepted' });
    expect(await track('other-brand', 'https://at.example/', 'other')).toMatchObject({ status: 'accepted' });
    await twinbeam.flush();
    expect(arrivals()).toEqual(['1 german', '2 austrian', '3 austrian', '4 austrian', '4 german', '4 other-brand']);
  });

  it('skip a message that none of them takes', async () => {
    const twinbeam = start({ host: 'a.example' }, () => false);
    const result = await twinbeam.track('Lead', {}, { identity });
    expect(result).toMatchObject({ status: 'skipped', reason: "the setting 'when' leaves it out" });
    expect(await twinbeam.stats()).toMatchObject({ pending: 0 });
  });

  it('reject a message if one of them rejects it and the others skip it', async () => {
    const twinbeam = start(undefined, { host: 'a.example' });
    const result = await twinbeam.track('Order Completed', { order_id: '1' }, { identity });
    expect(result).toMatchObject({ status: 'rejected', problems: [{ code: 'revenue-required' }] });
    expect(fixture.logged.some((line) => line.startsWith('message rejected'))).toBe(true);
  });

  it.each([
    ['nothing', () => undefined],
    ['a promise', async () => true],
  ])('take no message if the function returns %s', async (_what, when) => {
    const twinbeam = start(when as never);
    expect(await twinbeam.track('Lead', {}, { identity })).toMatchObject({ status: 'skipped' });
  });

  it('may decide with a function unknown to pages; if it throws, only its own pixel misses the event', async () => {
    const twinbeam = start(
      ({ properties }) => (properties as { brand?: string }).brand === 'acme',
      () => {
        throw new Error('ada@example.com is unknown');
      },
      { host: 's.example' },
    );
    await twinbeam.track('Lead', { brand: 'acme' }, { identity, eventId: 'acme' });
    await twinbeam.track('Lead', { brand: 'other' }, { identity, eventId: 'other' });
    await twinbeam.flush();
    expect(arrivals()).toEqual(['1 acme', '3 acme', '3 other']);
    expect(fixture.logged.some((line) => line.startsWith('when failed') && line.includes('"pixelId":"2"'))).toBe(true);
    expect(fixture.logged.join()).not.toContain('ada@');

    const server = await serveTwinbeam(twinbeam);
    fixture.closeLater(() => server.close());
    const { text } = await server.get('/t.js');
    expect(text).toContain('"pixels":[{"pixelId":"3","when":{"host":"s.example"}}]');
  });

  it('take messages of pages by the same rule', async () => {
    const twinbeam = start({ host: 'a.example' }, { host: 'b.example' });
    const server = await serveTwinbeam(twinbeam);
    fixture.closeLater(() => server.close());
    const batch = ['a', 'b', 'c'].map((name) => ({
      ...{ type: 'track', event: 'Lead', messageId: name, anonymousId: 'x' },
      context: { page: { url: `https://${name}.example/` } },
    }));
    const { json } = await server.post('/collect', JSON.stringify({ batch, sentAt: new Date() }));
    expect((json as { results: { status: string }[] }).results.map(({ status }) => status)).toEqual([
      'accepted',
      'accepted',
      'skipped',
    ]);
    await twinbeam.flush();
    expect(arrivals()).toEqual(['1 a', '2 b']);
  });

  it.each([7, 'shop.de', ['host']])('refuse %j as a rule at the start', (when) => {
    expect(() => start(when as never)).toThrow('pixels[0].when must be paths and values');
  });
});
