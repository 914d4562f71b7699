import { type Settings, standardEvents } from '@twinbeam/shared';
import fc from 'fast-check';

/** Generated messages and settings for property tests. */

export type Fields = Record<string, unknown>;

const knownKeys =
  'revenue value price total currency category content_type content_name name product_name query quantity order_id orderId product_id sku id delivery_category content_ids contents num_items event_id opt_out action_source fbc fbp url email phone city First_Name zip birthday __proto__ constructor plan shipping coupon'.split(
    ' ',
  );

/** Values that no sane caller sends. */
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
    ),
  },
  {
    weight: 2,
    arbitrary: fc.anything({ withDate: true, withBigInt: true, withNullPrototype: true, withMap: true, maxDepth: 3 }),
  },
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
  fc.constantFrom('12.50', 'EUR', 0, 3.5, 'home_delivery', 'boots'),
);

export const arbitraryFields = (value: fc.Arbitrary<unknown>) =>
  fc.dictionary(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...knownKeys) }, fc.string()), value, { maxKeys: 8 });

export const arbitraryProperties = (value: fc.Arbitrary<unknown>) =>
  fc
    .tuple(arbitraryFields(value), fc.option(fc.oneof(fc.array(arbitraryFields(value), { maxLength: 4 }), value)))
    .map(([properties, products]): Fields => (products === null ? properties : { ...properties, products }));

export const eventName = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...standardEvents.map(({ name }) => name)) },
  fc.constantFrom(' order  COMPLETED ', 'purchase', 'Trial Began', 'Boots'),
  fc.string(),
);

export const arbitraryMessage = (value: fc.Arbitrary<unknown>): fc.Arbitrary<Fields> =>
  fc.record(
    {
      type: fc.oneof({ weight: 8, arbitrary: fc.constantFrom('track', 'page', 'Track', 'screen') }, value),
      event: fc.oneof({ weight: 8, arbitrary: eventName }, value),
      properties: fc.oneof({ weight: 8, arbitrary: arbitraryProperties(value) }, value),
      messageId: fc.oneof({ weight: 8, arbitrary: fc.uuid() }, value),
      userId: fc.oneof(fc.string(), value),
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
        { weight: 4, arbitrary: fc.constantFrom(undefined, '2026-01-31T11:00:00Z', 1769860800) },
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
