import { visitors } from './visitors.mjs';

/** Creates the message of a product page. */
export const productView = (visitor, messageId) => ({
  messageId,
  type: 'track',
  event: 'Product Viewed',
  timestamp: new Date().toISOString(),
  anonymousId: `anonymous-${visitor.id}`,
  traits: { email: visitor.email },
  context: {
    fbp: visitor.fbp,
    page: { url: visitor.url, referrer: visitor.referrer, title: 'A boot for every weather' },
  },
  properties: {
    product_id: visitor.order.products[0].id,
    name: 'Boot',
    category: 'Shoes',
    price: visitor.order.products[0].price,
    currency: 'EUR',
  },
});

const mark = '@message-id@';

/** Messages and headers, serialised in advance without the id, so that creating requests costs little. */
const requests = visitors.map((visitor) => ({
  parts: JSON.stringify(productView(visitor, mark)).split(mark),
  headers: {
    'content-type': 'text/plain',
    'user-agent': visitor.userAgent,
    'x-forwarded-for': visitor.ip,
    referer: visitor.url,
    cookie: `_fbp=${visitor.fbp}; twinbeam_id=anonymous-${visitor.id}`,
  },
}));
const end = `],"sentAt":"${new Date().toISOString()}","settings":""}`;

let count = 0;

/** Creates a request of one visitor with `size` messages, each with its own id. */
export function nextRequest(size = 1) {
  const { headers, parts } = requests[count % requests.length];
  const messages = Array.from({ length: size }, () => parts.join(`message-${process.pid}-${++count}`));
  return { headers, body: `{"batch":[${messages.join(',')}${end}` };
}
