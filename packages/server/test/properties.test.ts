import { findRefusal } from '@twinbeam/sandbox';
import { type Settings, toPixelCall } from '@twinbeam/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapMessage } from '../dist/index.js';
import { arbitraryMessage, type Fields, oddValue, settings } from './support/arbitraries.js';

/** Properties of every message, checked with generated messages. A failure prints the seed that repeats it. */

const now = Date.parse('2026-01-31T12:00:00Z');

/** Problems that only the server can detect: time, action source, the visitor, and details of the page. */
const serverOnly =
  /^(action-source-invalid|timestamp-unreadable|event-too-far|no-match-keys|app-data-missing|device-type-unknown|user-agent-missing|url-missing|messaging-channel-missing|messaging-partner-missing)$/;

describe('every message', { retry: 0 }, () => {
  it('is sent alike on both legs, or on neither, except for problems that only the server can detect', () => {
    let told = 0;
    fc.assert(
      fc.property(arbitraryMessage(oddValue), settings, (message, use) => {
        const pixel = toPixelCall(message, use);
        const server = mapMessage(message, use, { now, createId: () => 'made' });
        // Only the server reads `integrations`: messages of our own pages do not have it.
        if (/integrations/.test(server.skipped ?? '')) return;
        // Only a server sends this event.
        if (/server/.test(pixel.skipped ?? '')) return;
        expect(server.skipped).toBe(pixel.skipped);
        const errors = (server.rejected ?? []).filter(({ severity }) => severity === 'error');
        expect(errors.some(({ code }) => !serverOnly.test(code))).toBe(pixel.rejected !== undefined);
        if (!('call' in pixel) || !('event' in server)) return;
        told++;
        expect(server.event.event_name).toBe(pixel.call.name);
        expect(server.event.custom_data).toEqual(pixel.call.data);
        if (server.event.event_id !== 'made') expect(server.event.event_id).toBe(pixel.call.eventID);
      }),
      { numRuns: 2_000 },
    );
    expect(told).toBeGreaterThan(200);
  });

  it("keeps Meta's rules if it is sent, is not changed, and never throws", () => {
    let accepted = 0;
    fc.assert(
      fc.property(arbitraryMessage(oddValue), settings, (message, use) => {
        const before = structuredKeys(message);
        const mapped = mapMessage(message, use, { now });
        expect(structuredKeys(message)).toBe(before);
        if (!('event' in mapped)) return;
        accepted++;
        expect(findRefusal(JSON.parse(JSON.stringify(mapped.event)), now)).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
    expect(accepted).toBeGreaterThan(200);
  });
});

/** Returns a text of an object's keys and simple values, to detect changes. */
const structuredKeys = (value: unknown, depth = 0): string =>
  typeof value === 'object' && value !== null && depth < 5
    ? `{${Object.entries(value).map(([key, item]) => `${key}:${structuredKeys(item, depth + 1)}`)}}`
    : String(typeof value === 'object' ? '…' : value);

/** Puts a value into a tree of objects and lists, at the place that the numbers select. */
function plant(tree: unknown, value: unknown, path: number[]): unknown {
  const [step = 0, ...rest] = path;
  if (typeof tree !== 'object' || tree === null || path.length === 0) return value;
  const keys = Object.keys(tree);
  const key = keys[step % (keys.length + 1)] ?? 'note';
  const copy: Fields | unknown[] = Array.isArray(tree) ? [...tree] : { ...tree };
  (copy as Fields)[key] = plant((copy as Fields)[key], value, rest);
  return copy;
}

const fullMessage: Fields = {
  type: 'track',
  event: 'Order Completed',
  messageId: 'm1',
  userId: 'u1',
  anonymousId: 'a1',
  traits: { id: 't1', email: 'x', phone: '1', name: 'n', address: { city: 'c', state: 's' }, event_id: '' },
  properties: {
    // An event of an app is not sent without it.
    application_tracking_enabled: true,
    order_id: 'o1',
    revenue: 5,
    currency: 'EUR',
    category: 'boots',
    query: 'q',
    name: 'n',
    coupon: 'c',
    list: ['a', { deep: ['b'] }],
    shipping: { method: 'post', to: { street: 's' } },
    products: [{ product_id: 'p1', name: 'n', price: 5, category: 'c', tags: ['t'] }, { sku: 's1' }],
  },
  context: {
    ip: '8.8.8.8',
    userAgent: 'UA',
    locale: 'en',
    fbc: 'fb.1.17.A',
    fbp: 'fb.1.17.1',
    subscription_id: 's1',
    device: { type: 'ios', advertisingId: 'd1', model: 'm', adTrackingEnabled: true },
    os: { version: '1' },
    app: { namespace: 'n' },
    campaign: { name: 'c' },
    dataProcessingOptions: [['LDU'], 1, 1000],
    page: { url: 'https://shop.example/a/b?c=d#e', referrer: 'https://shop.example/f?fbclid=G' },
    traits: { name: 'n', campaignId: 'c' },
  },
  integrations: { 'FB Conversions': { contentType: 'product', hashed: false } },
};

/**
 * Maps messages on both legs, and counts for each settings how many become an event: a rejected message proves nothing.
 */
function createMapper() {
  const events = new Map<Settings, number>();
  return {
    /** Returns the output of both legs, as text in lower case. */
    toText(message: unknown, use: Settings): string {
      const pixel = toPixelCall(message, use);
      const server = mapMessage(message, use, { now });
      if ('event' in server) events.set(use, (events.get(use) ?? 0) + 1);
      const output = JSON.stringify([pixel, server]).toLowerCase();
      // Decoded as well, as a server of Meta's might read an address.
      return output + output.replace(/%25/g, '%').replace(/%40/g, '@');
    },
    /** Returns the number of events for the settings that have the fewest. */
    countLeast: () => Math.min(...settingsOfSources.map((use) => events.get(use) ?? 0)),
  };
}

const settingsOfSources: Settings[] = [
  { pixelId: '1', limitedDataUse: true },
  { pixelId: '1', actionSource: 'app' },
  { pixelId: '1', piiDenylist: [{ property: 'coupon', hash: true }] },
];
const sources = fc.constantFrom(...settingsOfSources);
const path = fc.array(fc.nat(30), { minLength: 1, maxLength: 5 });

describe('personal data', { retry: 0 }, () => {
  it('an e-mail address anywhere in a message is never sent unhashed', () => {
    const asWritten = fc.tuple(
      // In a URL, these characters would end the part before the `@`.
      fc.emailAddress().filter((email) => !/[&/?]@/.test(email)),
      fc.constantFrom('', 'mail me at ', 'https://shop.example/?q=', 'fb.1.17.'),
      fc.boolean(),
    );
    const mapper = createMapper();
    fc.assert(
      fc.property(asWritten, path, sources, fc.boolean(), ([email, before, encoded], at, use, asKey) => {
        const written = before + (encoded ? encodeURIComponent(email) : email);
        const message = plant(fullMessage, asKey ? { [written]: 1 } : written, at);
        expect(mapper.toText(message, use)).not.toContain(email.toLowerCase());
      }),
      { numRuns: 3_000 },
    );
    expect(mapper.countLeast()).toBeGreaterThan(200);
  });

  it('no value under a name of personal data is sent unhashed, at any depth', () => {
    const names = fc.constantFrom(
      ...'email firstName lastName first_name last_name firstname lastname gender city country phone state zip postalCode postal_code birthday dateOfBirth date_of_birth PHONE City'.split(
        ' ',
      ),
    );
    const nest = fc.constantFrom(
      (value: Fields): unknown => value,
      (value: Fields): unknown => ({ billing: value }),
      (value: Fields): unknown => [value],
      (value: Fields): unknown => ({ a: [{ b: value }] }),
    );
    const shapes = fc.constantFrom(
      (text: string): unknown => text,
      (text: string): unknown => [text],
      (text: string): unknown => ({ main: text }),
    );
    const mapper = createMapper();
    fc.assert(
      fc.property(
        names,
        nest,
        shapes,
        fc.stringMatching(/^[a-z]{12}$/),
        fc.constantFrom('own', 'products'),
        sources,
        (name, inside, shape, secret, where, use) => {
          const value = inside({ [name]: shape(secret) });
          const properties = fullMessage.properties as Fields;
          const message = {
            ...fullMessage,
            properties:
              where === 'own'
                ? { ...properties, ...(value as Fields), more: value }
                : { ...properties, products: [{ id: 'p', more: value, ...(value as Fields) }] },
          };
          expect(mapper.toText(message, use)).not.toContain(secret);
        },
      ),
      { numRuns: 2_000 },
    );
    expect(mapper.countLeast()).toBeGreaterThan(200);
  });
});
