import { describe, expect, it } from 'vitest';
import { createCleaner } from './clean-properties.js';
import { createCleaner as createLeanCleaner } from './lean-clean-properties.js';
import { findStandardEvent as findPurchase } from './lean-standard-events.js';
import { findStandardEvent, standardEvents } from './standard-events.js';

/** The browser's build has a smaller copy of the cleaner; both must give the same. */
describe('the cleaner of the browser', () => {
  it.each([
    [{ a: 1, b: 'x', c: true, d: null, e: '', f: Number.NaN, g: undefined }],
    [{ nested: { deep: { value: 1, email: 'a@b.example' }, empty: {} } }],
    [{ list: [1, '', null, 'a@b.example', { city: 'x', kept: { phone: '1', ok: [1, [2, null]] } }] }],
    [{ phone: ['1'], 'user.email': 'x', date: new Date(0), bad: new Date(Number.NaN) }],
    [JSON.parse('{"__proto__":{"a":1},"constructor":1,"x":{"prototype":2,"y":3}}')],
    [{ 'ada@example.com': 1, deep: [{ 'a@b.example': 1, ok: 1 }], emails: { email: ['x'] } }],
    [{ id: 'a', sku: '', price: Number.NaN, quantity: [1, 'a@b.example'], category: 'c', name: 'b' }],
    [{ half: '\ud800x', url: 'kept?', value: 3 }],
  ])('agrees on %j', (properties) => {
    const [full, lean] = [createCleaner({ pixelId: '1' }, []), createLeanCleaner()];
    const elsewhere = ['value'];
    expect(lean.copy(properties, elsewhere)).toEqual(full.copy(properties, elsewhere));
    expect(Object.getPrototypeOf(lean.copy(properties))).toBe(Object.prototype);
    expect(lean.product(properties)).toMatchObject(JSON.parse(JSON.stringify(full.product(properties))));
  });
});

/** The script of a page looks for purchases alone before it has the mapper. */
describe('the names that the script of a page knows', () => {
  const names = standardEvents.map(({ name }) => name);
  it.each([...names, ...names.map((name) => ` ${name.toUpperCase().replace(' ', '  ')}`), 'Purchased', 'Reorder'])(
    '%j is a purchase in both tables or in none',
    (name) => {
      expect(findPurchase(name)?.event).toBe(findStandardEvent(name)?.event === 'Purchase' ? 'Purchase' : undefined);
    },
  );
});
