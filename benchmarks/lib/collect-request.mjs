import { visitors } from './visitors.mjs';

/** Creates the message of a page that shows a product. */
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

/** Bodies that were serialised beforehand, without the id, so that creating requests costs little. */
const requests = visitors.map((visitor) => {
  const body = JSON.stringify({
    batch: [productView(visitor, mark)],
    sentAt: new Date().toISOString(),
    settings: '',
  });
  return {
    parts: body.split(mark),
    headers: {
      'content-type': 'text/plain',
      'user-agent': visitor.userAgent,
      'x-forwarded-for': visitor.ip,
      referer: visitor.url,
      cookie: `_fbp=${visitor.fbp}; twinbeam_id=anonymous-${visitor.id}`,
    },
  };
});

let count = 0;

/** Creates a request with one message, with an id of its own. */
export function nextRequest() {
  const number = ++count;
  const { headers, parts } = requests[number % requests.length];
  return { headers, body: parts.join(`message-${process.pid}-${number}`) };
}
