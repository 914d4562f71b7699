import { describe, expect, it } from 'vitest';
import { toPixelCall } from '../mapping/to-pixel-call.js';

/** Maps properties of an event. */
function map(event: string, properties: object) {
  const mapped = toPixelCall({ type: 'track', event, properties, messageId: 'm1' }, { pixelId: '1' });
  if (!('call' in mapped)) throw new Error(JSON.stringify(mapped));
  return { data: mapped.call.data, problems: mapped.problems.map(({ code, field }) => `${code} ${field}`) };
}

/** Meta refuses a parameter of another type together with all other events of the request. */
describe("Meta's own parameters in an event", () => {
  describe.each(['AddToCart', 'Lead', 'PageView', 'Trial Began'])('%s', (event) => {
    it.each(['content_name', 'content_category', 'content_type', 'search_string', 'status'])(
      'have lists of text joined by commas: %s',
      (name) => {
        expect(map(event, { [name]: ['a', 2, ' b '] }).data).toHaveProperty(name, 'a,2,b');
      },
    );

    it('have no lists of anything else', () => {
      expect(map(event, { content_name: [{}], search_string: [] }).data).not.toHaveProperty('content_name');
      expect(map(event, { content_name: [{}], search_string: [] }).data).not.toHaveProperty('search_string');
    });
  });

  it('give products the delivery category of the event', () => {
    const properties = { delivery_category: 'IN_STORE', products: [{ product_id: 'a' }] };
    expect(map('Checkout Started', properties).data).toMatchObject({
      delivery_category: 'IN_STORE',
      contents: [{ id: 'a', quantity: 1, delivery_category: 'in_store' }],
    });
  });
});
