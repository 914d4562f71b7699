import { type Settings, standardEvents } from '@twinbeam/shared';
import fc from 'fast-check';

/** Generated messages and settings for property tests. */

export type Fields = Record<string, unknown>;

const knownKeys =
  'revenue value price total currency category content_type content_name name product_name query quantity order_id orderId product_id sku id delivery_category content_ids contents items item_id item_price num_items event_id opt_out action_source fbc fbp url email phone city First_Name zip birthday billing_phone fullName name __proto__ constructor plan shipping coupon customer_segmentation predicted_ltv net_revenue status search_string'.split(
    ' ',
  );

/** Texts that templates write when a value is missing. */
export const placeholder = fc.constantFrom(
  'undefined',
  'null',
  ' NaN',
  'N/A',
  '(not set)',
  '[object Object]',
  '0',
  '-1',
);

/** A list of products from the caller, in the forms that callers use. */
const contentEntry = fc.record(
  {
    id: fc.oneof(fc.string(), fc.integer(), placeholder),
    item_id: fc.string({ maxLength: 4 }),
    quantity: fc.constantFrom<unknown[]>(0, '0', 1, '2', 'two', -1, null),
    item_price: fc.constantFrom<unknown[]>(5, '5,50', 'free'),
    price: fc.double(),
    name: fc.string(),
    phone: fc.string(),
    index: fc.nat(),
    delivery_category: fc.constantFrom('home_delivery', ' IN_STORE', 'post'),
  },
  { requiredKeys: [] },
);
export const productList = fc
  .array(fc.oneof({ weight: 5, arbitrary: contentEntry }, fc.constantFrom(null, 'text', 5, [])), { maxLength: 4 })
  .chain((list) => fc.constantFrom<unknown[]>(list, JSON.stringify(list), list[0], JSON.stringify(list[0])));

/** Times as text, with the time zones seen in practice. */
const timeText = fc.constantFrom(
  'Sat Jan 31 2026 05:00:00 GMT-0600 (Central Standard Time)',
  '2026-01-31 11:00:00 UTC',
  '2026-01-31 12:00:00 +0100',
  'Sat, 31 Jan 2026 06:00:00 EST',
  '2026-01-31 12:00:00 CET',
  '1/31/2026, 11:00:00 AM',
);

/** Values that no sensible caller sends. */
export const oddValue = fc.oneof(
  { weight: 4, arbitrary: fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.integer(), fc.double()) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '12.50',
      '1,234.50',
      '1.234,50 €',
      'EUR',
      'usd',
      'XYZ',
      '0',
      0,
      -1,
      'in_store',
      'home_delivery',
      'boots',
      'New_Customer_To_Business',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.anything({ withDate: true, withBigInt: true, withNullPrototype: true, withMap: true, maxDepth: 3 }),
  },
  { weight: 1, arbitrary: placeholder },
  { weight: 1, arbitrary: productList },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      null,
      undefined,
      '',
      Number.NaN,
      Number.POSITIVE_INFINITY,
      true,
      false,
      '\ud800',
      {},
      [],
    ),
  },
);
/** Values that JSON can carry. */
export const jsonValue = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom('12.50', '1.299 kr', 'EUR', 0, 3.5, 'home_delivery', 'boots', 'New_Customer_To_Business'),
  fc.constantFrom({ amount: 5, currency: 'EUR' }, '?to=%2Fb%3Fphone%3D44', ['a', 'b']),
  placeholder,
  productList.filter((list) => list !== undefined),
);

export const arbitraryFields = (value: fc.Arbitrary<unknown>) =>
  fc.dictionary(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...knownKeys) }, fc.string()), value, { maxKeys: 8 });

export const arbitraryProperties = (value: fc.Arbitrary<unknown>) =>
  fc
    .tuple(
      arbitraryFields(value),
      fc.constantFrom('products', 'products', 'items', 'contents'),
      fc.option(fc.oneof(fc.array(arbitraryFields(value), { maxLength: 4 }), productList, value)),
    )
    .map(([properties, name, list]): Fields => (list === null ? properties : { ...properties, [name]: list }));

export const eventName = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...standardEvents.map(({ name }) => name)) },
  fc.constantFrom(' order  COMPLETED ', 'purchase', 'Trial Began', 'Boots'),
  fc.string(),
);

export const arbitraryMessage = (value: fc.Arbitrary<unknown>): fc.Arbitrary<Fields> =>
  fc.record(
    {
      type: fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom('track', 'page', 'Track', 'screen') },
        fc.constant('identify'),
        value,
      ),
      event: fc.oneof({ weight: 12, arbitrary: eventName }, value),
      properties: fc.oneof({ weight: 12, arbitrary: arbitraryProperties(value) }, value),
      messageId: fc.oneof({ weight: 8, arbitrary: fc.uuid() }, placeholder, value),
      userId: fc.oneof({ weight: 4, arbitrary: fc.string({ minLength: 1 }) }, placeholder, value),
      anonymousId: fc.oneof({ weight: 2, arbitrary: fc.uuid() }, placeholder),
      traits: fc.oneof(arbitraryFields(value), value),
      context: fc.oneof(
        fc.record(
          {
            ip: value,
            userAgent: value,
            traits: arbitraryFields(value),
            page: fc.record({ url: fc.oneof(fc.webUrl({ withQueryParameters: true }), value), referrer: value }),
            fbp: value,
            fbc: value,
          },
          { requiredKeys: [] },
        ),
        value,
      ),
      integrations: fc.oneof(
        { weight: 3, arbitrary: fc.constant(undefined) },
        fc.record({ 'FB Conversions': value, All: fc.boolean() }, { requiredKeys: [] }),
      ),
      timestamp: fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(undefined, '2026-01-31T11:00:00Z', 1769860800) },
        { weight: 2, arbitrary: timeText },
        value,
      ),
    },
    { requiredKeys: ['type'] },
  );

export const settings: fc.Arbitrary<Settings> = fc.record(
  {
    pixelId: fc.constant('1'),
    eventMapping: fc.constantFrom<Record<string, string>[]>(
      { 'Trial Began': 'StartTrial', Boots: 'order completed' },
      { Boots: 'Own Name', 'Product Added': 'Lead' },
      { Purchase: 'Own Purchase' },
    ),
    actions: fc.constantFrom<NonNullable<Settings['actions']>[]>(
      [
        {
          when: { 'properties.plan': 'boots' },
          event: 'Lead',
          data: { value: { path: 'properties.price' }, currency: { value: 'EUR' } },
        },
      ],
      [{ when: { type: 'track', event: 'boots' }, event: 'Purchase', data: { revenue: { value: 5 } } }],
      [{ when: { type: 'page' }, event: 'ViewContent', data: { category: { path: 'properties.plan' } } }],
      [
        {
          when: { type: 'track', event: 'Lead' },
          event: 'Purchase',
          data: { value: { value: 5 }, order_id: { path: 'properties.plan' }, event_id: { path: 'properties.coupon' } },
          userData: { ph: { path: 'properties.phone' }, external_id: { path: 'userId' } },
          dataProcessingOptions: [['LDU'], 0, 0],
        },
        { when: { type: 'identify' }, event: 'CompleteRegistration', data: { plan: { path: 'traits.plan' } } },
      ],
    ),
    events: fc.constantFrom<NonNullable<Settings['events']>[]>(
      { deny: ['boots', 'Contact'] },
      { deny: ['purchase'] },
      { allow: ['PageView', ...standardEvents.map(({ name }) => name).filter((name) => name !== 'Lead')] },
    ),
    categoryToContentType: fc.constant({ boots: 'vehicle' }),
    piiAllowlist: fc.constant(['city']),
    piiDenylist: fc.constantFrom([{ property: 'coupon' }, { property: 'sku', hash: false }], [{ property: 'name' }]),
    defaultCurrency: fc.constant('EUR'),
    orderEventId: fc.boolean(),
    removeExternalId: fc.boolean(),
    strict: fc.boolean(),
  },
  { requiredKeys: ['pixelId'] },
);
