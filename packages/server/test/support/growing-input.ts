/** Inputs of any size for tests of cost: every part of a request that a stranger can make long. */

/** A request to `collect`, or to a page if `path` is set. */
export interface GrowingRequest {
  path?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

/** A part of a request that grows with a number of characters or elements. */
export interface GrowingInput {
  name: string;
  create(size: number): GrowingRequest;
  /** The largest size. */
  max: number;
}

type Fields = Record<string, unknown>;

const message = (): Fields => ({
  type: 'track',
  event: 'Order Completed',
  messageId: crypto.randomUUID(),
  userId: 'u1',
  properties: { order_id: crypto.randomUUID(), revenue: 1, currency: 'EUR', products: [{ id: 'boot', price: 1 }] },
  context: { fbp: 'fb.1.1700000000000.42', page: { url: 'https://shop.example/' } },
});

/** Returns the object with a value at a path such as `context.page.url`; a number in the path is an index of a list. */
function withValue(target: unknown, path: string, value: unknown): unknown {
  const [first = '', ...rest] = path.split('.');
  const copy: Fields | unknown[] = Array.isArray(target) ? [...target] : { ...(target as Fields) };
  const own = (copy as Fields)[first];
  const inner = rest.length === 0 ? value : withValue(own ?? {}, rest.join('.'), value);
  (copy as Fields)[first] = inner;
  return copy;
}

const inMessage = (path: string, value: unknown): GrowingRequest => ({
  body: { batch: [withValue(message(), path, value)] },
});

const textPaths = [
  ...['type', 'event', 'name', 'messageId', 'userId', 'anonymousId', 'timestamp', 'originalTimestamp', 'channel'],
  ...['revenue', 'value', 'total', 'price', 'quantity', 'currency', 'order_id', 'event_id', 'category', 'query'].map(
    (name) => `properties.${name}`,
  ),
  ...['content_type', 'content_name', 'delivery_category', 'coupon', 'email', 'note', 'url'].map(
    (name) => `properties.${name}`,
  ),
  ...['id', 'name', 'price', 'quantity', 'category', 'delivery_category'].map(
    (name) => `properties.products.0.${name}`,
  ),
  ...['email', 'phone', 'firstName', 'lastName', 'birthday', 'gender', 'id', 'event_id'].map(
    (name) => `traits.${name}`,
  ),
  ...['city', 'state', 'postalCode', 'country'].map((name) => `traits.address.${name}`),
  ...['ip', 'userAgent', 'fbp', 'fbc', 'consent', 'locale', 'traits.email', 'traits.phone'].map(
    (name) => `context.${name}`,
  ),
  ...['page.url', 'page.referrer', 'page.title', 'campaign.source', 'device.type', 'dataProcessingOptions.0'].map(
    (name) => `context.${name}`,
  ),
];

/** Texts that are slow for regular expressions and parsers. */
export const patterns = [
  ...['a', '1', '.', ',', ' ', '\t', '@', '%', '(', '/', '+', '-', ';', '"', 'é', '😀', '٣', '\u0000', '１'],
  ...[
    '1,',
    '1.',
    'a@',
    '@a.',
    '%40',
    'a.a',
    '1 ',
    ' 1',
    '(1)',
    'https://',
    '&a=',
    'fb.1.',
    'A1@a.bc ',
    '+49 30 ',
    'ext.',
  ],
];

const headerNames = [
  ...['cookie', 'user-agent', 'referer', 'origin', 'x-forwarded-for', 'forwarded', 'if-none-match', 'accept'],
  ...['sec-gpc', 'sec-fetch-site', 'content-type', 'authorization', 'x-forwarded-host', 'x-forwarded-proto'],
];
const cookieNames = ['_fbp', '_fbc', 'twinbeam_id', 'twinbeam_consent', 'other'];

const repeat = (pattern: string, size: number): string =>
  pattern.repeat(Math.ceil(size / pattern.length)).slice(0, size);
/** Headers accept only printable ASCII. */
const toHeader = (text: string): string => encodeURI(text.replace(/[\0\t]/g, '!').toWellFormed()).slice(0, text.length);

const toKeys = (size: number, toKey: (index: number) => string, value: unknown): Fields =>
  Object.fromEntries(Array.from({ length: size }, (_, index) => [toKey(index), value]));
const toList = (size: number, toElement: (index: number) => unknown): unknown[] =>
  Array.from({ length: size }, (_, index) => toElement(index));
const nest = (depth: number, wrap: (inner: unknown) => unknown): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = wrap(value);
  return value;
};

/** Texts made from one pattern, at every position of a message, a body and the headers. */
export const listTexts = (pattern: string): GrowingInput[] => [
  ...textPaths.map((path) => ({
    name: `${path} of ${JSON.stringify(pattern)}`,
    create: (size: number) => inMessage(path, repeat(pattern, size)),
    max: 64_000 / Buffer.byteLength(pattern) > 16_000 ? 64_000 : 32_000,
  })),
  ...['sentAt', 'consent', 'settings'].map((name) => ({
    name: `${name} of ${JSON.stringify(pattern)}`,
    create: (size: number) => ({ body: { batch: [message()], [name]: repeat(pattern, size) } }),
    max: 32_000,
  })),
  ...headerNames.map((name) => ({
    name: `the header ${name} of ${JSON.stringify(pattern)}`,
    create: (size: number) => ({ headers: { [name]: toHeader(repeat(pattern, size)) }, body: { batch: [message()] } }),
    max: 8_000,
  })),
  ...cookieNames.map((name) => ({
    name: `the cookie ${name} of ${JSON.stringify(pattern)}`,
    create: (size: number) => ({
      headers: { cookie: `${name}=${toHeader(repeat(pattern, size))}` },
      body: { batch: [message()] },
    }),
    max: 8_000,
  })),
  ...['fbclid', 'other'].map((name) => ({
    name: `the query's ${name} of ${JSON.stringify(pattern)}`,
    create: (size: number) => ({ path: `/identity?${name}=${toHeader(repeat(pattern, size))}` }),
    max: 8_000,
  })),
  {
    name: `the path of ${JSON.stringify(pattern)}`,
    create: (size) => ({ path: `/twin/${encodeURIComponent(toHeader(repeat(pattern, size / 3)))}` }),
    max: 8_000,
  },
];

/** Lists and objects of a message, with growing length and depth. */
export const structures: GrowingInput[] = [
  {
    name: 'products',
    create: (size) =>
      inMessage(
        'properties.products',
        toList(size, (id) => ({ id, price: 1 })),
      ),
    max: 4_000,
  },
  {
    name: 'products that are none',
    create: (size) =>
      inMessage(
        'properties.products',
        toList(size, () => 1),
      ),
    max: 16_000,
  },
  {
    name: 'contents',
    create: (size) =>
      inMessage(
        'properties.contents',
        toList(size, (id) => ({ id, quantity: 1 })),
      ),
    max: 4_000,
  },
  {
    name: 'content_ids',
    create: (size) =>
      inMessage(
        'properties.content_ids',
        toList(size, (index) => `${index}`),
      ),
    max: 8_000,
  },
  {
    name: 'categories',
    create: (size) =>
      inMessage(
        'properties.category',
        toList(size, (index) => `${index}`),
      ),
    max: 8_000,
  },
  {
    name: 'properties',
    create: (size) =>
      inMessage(
        'properties',
        toKeys(size, (index) => `p${index}`, 'x'),
      ),
    max: 8_000,
  },
  {
    name: 'an amount that every product repeats',
    create: (size) => ({
      body: {
        batch: [
          withValue(
            withValue(message(), 'properties.price', '.'.repeat(8 * size)),
            'properties.products',
            toList(size, (id) => ({ id })),
          ),
        ],
      },
    }),
    max: 4_000,
  },
  {
    name: 'a delivery category that every product repeats',
    create: (size) => ({
      body: {
        batch: [
          withValue(
            withValue(message(), 'properties.delivery_category', 'A'.repeat(8 * size)),
            'properties.products',
            toList(size, (id) => ({ id })),
          ),
        ],
      },
    }),
    max: 4_000,
  },
  {
    name: 'names below a long name',
    create: (size) => inMessage('properties', { ['p'.repeat(20_000)]: toKeys(size, (index) => `k${index}`, 1) }),
    max: 4_000,
  },
  {
    name: 'properties of a long common prefix',
    create: (size) =>
      inMessage(
        'properties',
        toKeys(8, (index) => `${'p'.repeat(size)}${index}`, 'x'),
      ),
    max: 16_000,
  },
  {
    name: 'properties that hold addresses',
    create: (size) =>
      inMessage(
        'properties',
        toKeys(size, (index) => `p${index}`, 'a@b.cc'),
      ),
    max: 4_000,
  },
  {
    name: 'properties named as addresses',
    create: (size) =>
      inMessage(
        'properties',
        toKeys(size, (index) => `a${index}@b.cc`, 1),
      ),
    max: 4_000,
  },
  {
    name: 'traits',
    create: (size) =>
      inMessage(
        'traits',
        toKeys(size, (index) => `t${index}`, 'x'),
      ),
    max: 8_000,
  },
  {
    name: 'telephone numbers',
    create: (size) =>
      inMessage(
        'traits.phone',
        toList(size, (index) => `+49 30 ${1e6 + index}`),
      ),
    max: 4_000,
  },
  {
    name: 'e-mail addresses',
    create: (size) =>
      inMessage(
        'traits.email',
        toList(size, (index) => `a${index}@b.cc`),
      ),
    max: 4_000,
  },
  {
    name: 'context',
    create: (size) =>
      inMessage(
        'context',
        toKeys(size, (index) => `c${index}`, 'x'),
      ),
    max: 8_000,
  },
  {
    name: 'integrations',
    create: (size) =>
      inMessage(
        'integrations',
        toKeys(size, (index) => `i${index}`, {}),
      ),
    max: 8_000,
  },
  {
    name: 'fields',
    create: (size) => ({ body: { batch: [{ ...message(), ...toKeys(size, (index) => `f${index}`, 1) }] } }),
    max: 8_000,
  },
  {
    name: 'objects in objects',
    create: (size) =>
      inMessage(
        'properties.deep',
        nest(size, (a) => ({ a })),
      ),
    max: 4_000,
  },
  {
    name: 'lists in lists',
    create: (size) =>
      inMessage(
        'properties.deep',
        nest(size, (a) => [a]),
      ),
    max: 4_000,
  },
  {
    name: 'a deep message id',
    create: (size) =>
      inMessage(
        'messageId',
        nest(size, (a) => [a]),
      ),
    max: 4_000,
  },
  { name: 'messages', create: (size) => ({ body: { batch: toList(size, message) } }), max: 64 },
  { name: 'messages that are none', create: (size) => ({ body: { batch: toList(size, () => 'x') } }), max: 64 },
  {
    name: 'fields of the body',
    create: (size) => ({ body: { ...toKeys(size, (index) => `b${index}`, 1), batch: [message()] } }),
    max: 8_000,
  },
  {
    name: 'cookies',
    create: (size) => ({
      headers: { cookie: toList(size, (index) => `c${index}=1`).join('; ') },
      body: { batch: [message()] },
    }),
    max: 1_000,
  },
  {
    name: 'consent cookies',
    create: (size) => ({
      headers: { cookie: toList(size, () => 'twinbeam_consent=x').join('; ') },
      body: { batch: [message()] },
    }),
    max: 400,
  },
  {
    name: 'parameters',
    create: (size) => ({ path: `/identity?${toList(size, (index) => `p${index}=1`).join('&')}` }),
    max: 1_000,
  },
];
