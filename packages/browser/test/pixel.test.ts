import type { Traits } from '@twinbeam/browser';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openPage, settle } from './open-page.js';

afterEach(() => void vi.restoreAllMocks());

/** Returns the user data that `init` gets for a visitor with these traits. */
async function readUserData(traits: Traits): Promise<unknown> {
  const { tracker, calls } = openPage();
  tracker.identify('u1', traits);
  tracker.page();
  await settle();
  return calls().find(([method]) => method === 'init')?.[2];
}

describe('the Pixel', () => {
  it('is loaded from where the options say, with the nonce of the page', async () => {
    const { library, window } = openPage({ pixelLibraryUrl: 'https://pixel.example/fbevents.js', nonce: 'abc' });
    await settle();
    expect(library()).toMatchObject({ src: 'https://pixel.example/fbevents.js', nonce: 'abc' });
    expect({ ...window.fbq }).toMatchObject({ disablePushState: true, allowDuplicatePageViews: true, version: '2.0' });
  });

  it('that the page has already is used as it is', async () => {
    const fbq = Object.assign(vi.fn(), { queue: [] });
    const { tracker, library, window } = openPage({ prepare: (page) => void Object.assign(page, { fbq }) });
    tracker.page();
    await settle();
    expect(library()).toBeNull();
    window.fbq?.('track', 'Lead');
    expect(fbq).toHaveBeenLastCalledWith('track', 'Lead');
    expect(window.fbq?.queue).toBe(fbq.queue);
    expect(fbq).not.toHaveProperty('disablePushState');
    expect(fbq).toHaveBeenCalledWith('init', '1', expect.any(Object));
    expect(fbq).toHaveBeenCalledWith('trackSingle', '1', 'PageView', {}, { eventID: expect.any(String) });
  });

  it.each<[string, (queue: unknown[]) => unknown, string[]]>([
    ['the same list', (queue) => queue, ['init', 'trackSingle']],
    ['a copy', (queue) => [...queue], ['init', 'trackSingle']],
    ['a part of it', (queue) => queue.filter((call) => `${call}`.startsWith('init')), ['init']],
    ['an empty list', () => [], ['init', 'trackSingle']],
    ['nothing', () => undefined, ['init', 'trackSingle']],
  ])('has no call twice in its queue where another script assigns %s', async (_what, toQueue, methods) => {
    const { tracker, window, calls } = openPage();
    tracker.page();
    await settle();
    Object.assign(window.fbq as object, { queue: toQueue(window.fbq?.queue ?? []) });
    expect(calls().map(([method]) => method)).toEqual(methods);
  });

  it.each<[string, object]>([
    ['the library', { queue: [], getState: () => ({ pixels: [{ id: '1' }] }) }],
    ['the queue for it', { queue: [['init', '1']] }],
    ['the queue of somebody else’s stub', { queue: [{ 0: 'init', 1: '1', length: 2 }] }],
  ])('that %s has initialised already is not initialised again', async (_name, known) => {
    const fbq = Object.assign(vi.fn(), known);
    const { tracker } = openPage({ prepare: (page) => void Object.assign(page, { fbq }) });
    tracker.page();
    await settle();
    expect(fbq.mock.calls.map(([method]) => method)).toEqual(['trackSingle']);
  });

  it('gets a hash without the appendix of the library that made it', async () => {
    const { tracker, calls } = openPage();
    const hash = 'a'.repeat(64);
    tracker.identify('u1', { email: `${hash}.AQYBAQIA`, phone: hash });
    tracker.page();
    await settle();
    expect(calls().find(([method]) => method === 'init')?.[2]).toMatchObject({ em: hash, ph: hash, external_id: 'u1' });
  });

  it.each([
    [{ zip: '94103-1234' }, { zp: '94103' }],
    [{ zip: ' 94103-1234 ' }, { zp: '94103' }],
    [{ zip: '160-0022' }, { zp: '1600022' }],
    [{ zip: 'SW1A 1AA' }, { zp: 'sw1a1aa' }],
    [{ zip: '12345-678' }, { zp: '12345678' }],
    [{ zip: '2138', country: 'US' }, { country: 'us' }],
    [{ zip: '2138', country: 'USA' }, {}],
    [{ zip: '2138-1234', country: 'US' }, { country: 'us' }],
    [{ zip: '021381234', country: 'US' }, { country: 'us' }],
    [{ zip: '2138', country: 'Vereinigte Staaten' }, {}],
    [{ zip: 'SW1A 1AA', country: 'United Kingdom' }, { zp: 'sw1a1aa' }],
    [
      { zip: '1010', country: 'AT' },
      { zp: '1010', country: 'at' },
    ],
    [{ state: ' CA ' }, { st: 'ca' }],
    [{ state: 'New York' }, {}],
    [{ city: 'Winston-Salem' }, { ct: 'winston-salem' }],
    [{ city: 'São Paulo' }, {}],
    [{ city: 'Paris 15' }, {}],
    [{ country: 'UK' }, { country: 'gb' }],
    [{ country: 'USA' }, {}],
  ])('gets of the address %j what it hashes as the server does', async (address, expected) => {
    expect(await readUserData({ address })).toEqual({
      external_id: 'u1',
      ...{ em: '', ph: '', zp: '', ge: '' },
      ...expected,
    });
  });

  it.each([
    ['+44 7911 123456', '447911123456'],
    ['+44 (0)7911 123456', '447911123456'],
    ['+44 07911 123456', ''],
    ['+4407911123456', ''],
    ['0044 07911 123456', ''],
    ['+44 (07911) 123456', ''],
    ['+(44) 07911 123456', ''],
    ['00 44 07911 123456', ''],
    ['+353 087 123 4567', ''],
    ['+353 (087) 1234567', ''],
    ['+3530871234567', ''],
    ['+52 1 55 1234 5678', ''],
    ['+52 55 1234 5678', '525512345678'],
    ['+1 (201) 555-0123', '12015550123'],
    ['+7 (701) 012-34-56', '77010123456'],
    ['+442079460958', '442079460958'],
    ['+2250701234567', '2250701234567'],
    ['+4903012345678', ''],
    ['+49 30 12345678', '493012345678'],
    ['+380 50 123 4567', '380501234567'],
    ['+420 601 123 456', '420601123456'],
    ['+390612345678', '390612345678'],
  ])('gets of the telephone number %s what the server hashes, or nothing', async (phone, expected) => {
    expect(await readUserData({ phone })).toMatchObject({ ph: expected });
  });

  it.each<[string, string]>([
    ['Female', 'f'],
    ['woman', 'f'],
    ['m', 'm'],
    ['male', 'm'],
    ['constructor', ''],
    ['unknown', ''],
  ])('gets the gender %s as the server hashes it, or nothing', async (gender, expected) => {
    expect(await readUserData({ gender })).toMatchObject({ ge: expected });
  });

  it.each<[string | number, object]>([
    ['1990-02-10', { db: '19900210' }],
    ['1990-02-10T00:00:00Z', { db: '19900210' }],
    [19900210, { db: '19900210' }],
    ['0000-00-00', {}],
    ['1890-01-01', {}],
    ['1990-00-00', {}],
    ['1990-02-00', {}],
    ['19901310', {}],
    [642_902_400_000, {}],
  ])('gets the birthday %j where it is one', async (birthday, expected) => {
    expect(await readUserData({ birthday })).toEqual({
      external_id: 'u1',
      ...{ em: '', ph: '', zp: '', ge: '' },
      ...expected,
    });
  });

  it('that throws does not keep the message from the server', async () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const fbq = Object.assign(
      () => {
        throw new Error('broken');
      },
      { queue: [] },
    );
    const { tracker, requests } = openPage({ prepare: (page) => void Object.assign(page, { fbq }) });
    expect(() => tracker.page()).not.toThrow();
    await settle();
    expect(requests).toHaveLength(1);
  });
});
