import { describe, expect, it } from 'vitest';
import { toPixelCall } from '../mapping/to-pixel-call.js';

function map(event: string, properties: object) {
  const mapped = toPixelCall({ type: 'track', event, properties, messageId: 'm1' }, { pixelId: '1' });
  if (!('call' in mapped)) throw new Error(JSON.stringify(mapped));
  return { data: mapped.call.data, codes: mapped.problems.map(({ code }) => code) };
}

describe("a caller's own contents", () => {
  it.each<[string, unknown, unknown, string[]]>([
    [
      'all keys that Meta takes stay',
      [
        {
          id: 7,
          quantity: '2',
          item_price: '1.234,50 €',
          title: 'Boot',
          description: 'Red',
          brand: 'B',
          category: 'C',
          delivery_category: ' Home_Delivery ',
        },
      ],
      [
        {
          id: '7',
          quantity: 2,
          item_price: 1234.5,
          title: 'Boot',
          description: 'Red',
          brand: 'B',
          category: 'C',
          delivery_category: 'home_delivery',
        },
      ],
      [],
    ],
    [
      'names of other systems are read',
      [
        { item_id: 'a', price: 5, item_name: 'Boot', item_brand: 'B', item_category: 'C' },
        { sku: 'b', name: 'Hat' },
        { product_id: 'c' },
      ],
      [{ id: 'a', item_price: 5, title: 'Boot', brand: 'B', category: 'C' }, { id: 'b', title: 'Hat' }, { id: 'c' }],
      [],
    ],
    [
      'a list that has become an object with numbers for keys is read',
      { 1: { id: 'a', quantity: 2 }, 2: { id: 'b' } },
      [{ id: 'a', quantity: 2 }, { id: 'b' }],
      [],
    ],
    ['an object without keys is no list', {}, undefined, ['contents-malformed']],
    [
      "Meta's own names come first",
      [{ name: 'no', title: 'yes', sku: 'no', id: 'yes', price: 1, item_price: 2 }],
      [{ id: 'yes', item_price: 2, title: 'yes' }],
      [],
    ],
    ['other keys are left out', [{ id: 'a', index: 0, variant: 'red' }], [{ id: 'a' }], ['content-key-unknown']],
    [
      'one bad entry costs that entry',
      [{ id: 'a' }, 'text', null, { quantity: 1 }, { id: 'undefined', quantity: 1 }, { id: 'b' }],
      [{ id: 'a' }, { id: 'b' }],
      ['contents-malformed', 'contents-malformed', 'contents-malformed'],
    ],
    ['a placeholder gives way to the next name', [{ id: 'null', sku: 's' }], [{ id: 's' }], []],
    ['one object is a list of one', { id: 'a', quantity: 1 }, [{ id: 'a', quantity: 1 }], []],
    ['JSON text is read', '[{"id":"a","quantity":1}]', [{ id: 'a', quantity: 1 }], []],
    ['JSON text of one object is read', ' {"item_id":"a"}', [{ id: 'a' }], []],
    ['other text is left out', 'boots', undefined, ['contents-malformed']],
    ['broken JSON is left out', '[{"id":', undefined, ['contents-malformed']],
    [
      'what cannot be read as a number is left out',
      [{ id: 'a', quantity: 'two', item_price: {} }],
      [{ id: 'a' }],
      ['number-unreadable', 'number-unreadable'],
    ],
    [
      'an unknown delivery category is left out',
      [{ id: 'a', delivery_category: 'post' }],
      [{ id: 'a' }],
      ['delivery-category-unknown'],
    ],
    [
      'a quantity of 0 costs the entry',
      [
        { id: 'a', quantity: 0 },
        { id: 'b', quantity: '0' },
        { id: 'c', quantity: 1 },
      ],
      [{ id: 'c', quantity: 1 }],
      ['quantity-zero', 'quantity-zero'],
    ],
    [
      'personal data and addresses are left out first',
      [{ id: 'a', title: 'for ada@example.com', name: 'Ada', phone: '1' }],
      [{ id: 'a' }],
      ['email-in-text', 'personal-data-dropped', 'personal-data-dropped'],
    ],
  ])('%s', (_rule, contents, expected, warnings) => {
    for (const event of ['Odd', 'Lead', 'AddToCart']) {
      const { data, codes } = map(event, { contents });
      expect(data.contents).toEqual(expected);
      expect(codes.sort()).toEqual([...warnings].sort());
    }
  });

  it('of quantity 0 go from the ids too', () => {
    const contents = [
      { id: 'a', quantity: 0 },
      { id: 'b', quantity: 1 },
    ];
    expect(map('Odd', { contents, content_ids: ['a', 'b'] }).data.content_ids).toEqual(['b']);
  });

  it('stand where an event about products has none, and give way where it has', () => {
    const contents = [{ id: 'own' }];
    expect(map('Product List Viewed', { contents, category: 'boots' }).data.contents).toEqual(contents);
    expect(map('Product List Viewed', { contents, products: [{ id: 'p' }] }).data.contents).toEqual([
      { id: 'p', quantity: 1 },
    ]);
  });
});

describe('content ids', () => {
  it.each([
    ['["a","b"]', ['a', 'b']],
    ['[1, 2]', ['1', '2']],
    [
      [1, 'b'],
      ['1', 'b'],
    ],
    ['a', ['a']],
    [['a', { id: 'b' }, ['c']], ['a']],
    [['a', 'undefined', '', 'N/A'], ['a']],
    ['null', undefined],
    [{ id: 'a' }, undefined],
    [{ 0: 'a', 2: 'b' }, ['a', 'b']],
  ])('%j', (content_ids, expected) => {
    expect(map('Lead', { content_ids }).data.content_ids).toEqual(expected);
  });
});

describe('products', () => {
  const readContentIds = (event: string, properties: object) => map(event, properties).data.content_ids;

  it.each<[string, string, object, unknown]>([
    ['JSON text', 'Checkout Started', { products: '[{"product_id":"a"},{"sku":"b"}]' }, ['a', 'b']],
    ['one object', 'Checkout Started', { products: { product_id: 'a' } }, ['a']],
    ['numbers for keys', 'Checkout Started', { products: { 0: { sku: 'a' }, 2: { sku: 'b' } } }, ['a', 'b']],
    ['one object as JSON text', 'Product Added', { products: '{"sku":"a"}' }, ['a']],
    ['items of GA4', 'Purchase', { value: 1, items: [{ item_id: 'a', price: 1 }, { item_id: 'b' }] }, ['a', 'b']],
    ['items beside no products', 'AddToCart', { products: [], items: [{ item_id: 'a' }] }, ['a']],
    ['items as JSON text', 'AddToCart', { items: '[{"item_id":"a"}]' }, ['a']],
    ['products before items', 'Product Added', { products: [{ sku: 'p' }], items: [{ item_id: 'a' }] }, ['p']],
    ['a placeholder gives way', 'Product Added', { product_id: 'undefined', sku: 's' }, ['s']],
    ['a placeholder in a list gives way', 'Checkout Started', { products: [{ product_id: 'null', id: 7 }] }, ['7']],
    ['none but placeholders', 'Checkout Started', { products: [{ product_id: '(not set)' }] }, undefined],
  ])('%s', (_rule, event, properties, ids) => {
    expect(readContentIds(event, properties)).toEqual(ids);
  });

  it('a product of two sizes, one of them of no quantity, keeps its id', () => {
    const contents = [
      { id: 'boot', quantity: 0 },
      { id: 'boot', quantity: 2 },
    ];
    const { data } = map('AddToCart', { contents, content_ids: ['boot'] });
    expect(data).toMatchObject({ contents: [{ id: 'boot', quantity: 2 }], content_ids: ['boot'] });
  });

  it('items that are products are not passed on besides, others are', () => {
    expect(map('AddToCart', { items: [{ item_id: 'a' }] }).data).not.toHaveProperty('items');
    expect(map('AddToCart', { items: 3 }).data.items).toBe(3);
    expect(map('Odd', { items: [{ item_id: 'a' }] }).data.items).toEqual([{ item_id: 'a' }]);
  });

  it.each<[string, object, unknown, string[]]>([
    ['Product Viewed', { product_id: 'a', quantity: 0 }, [{ id: 'a', quantity: 1 }], []],
    ['Product Added', { product_id: 'a', quantity: '0' }, [{ id: 'a', quantity: 1 }], []],
    [
      'Checkout Started',
      { products: [{ id: 'a', quantity: 0 }, { id: 'b' }], quantity: 0 },
      [{ id: 'b', quantity: 1 }],
      ['quantity-zero'],
    ],
    ['Checkout Started', { products: [{ id: 'a', quantity: '0' }] }, undefined, ['quantity-zero']],
  ])('%s of %j: quantity 0', (event, properties, contents, warnings) => {
    const { data, codes } = map(event, properties);
    expect(data.contents).toEqual(contents);
    expect(data.content_ids).toEqual((contents as { id: string }[] | undefined)?.map(({ id }) => id));
    expect(codes).toEqual(warnings);
  });
});
