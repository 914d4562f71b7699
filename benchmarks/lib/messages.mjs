const createMessage = (visitor, timestamp) => ({
  messageId: `message-${visitor.id}`,
  timestamp: new Date(timestamp).toISOString(),
  context: {
    ip: visitor.ip,
    userAgent: visitor.userAgent,
    fbp: visitor.fbp,
    fbc: visitor.fbc,
    page: { url: visitor.url, referrer: visitor.referrer },
  },
});

/** Parses a message from JSON, as on a server, so that its objects have the same shape in memory. */
const toReceived = (message) => JSON.parse(JSON.stringify(message));

/** Creates a purchase of three products, with all eleven match keys. */
export const purchaseMessage = (visitor, { timestamp, phone }) =>
  toReceived({
    ...createMessage(visitor, timestamp),
    type: 'track',
    event: 'Order Completed',
    userId: visitor.id,
    traits: {
      email: visitor.email,
      phone,
      gender: visitor.gender,
      birthday: visitor.birthday,
      firstName: visitor.firstName,
      lastName: visitor.lastName,
      address: { city: visitor.city, state: visitor.state, zip: visitor.zip, country: visitor.country },
    },
    properties: {
      order_id: visitor.order.id,
      revenue: visitor.order.total,
      currency: visitor.order.currency,
      products: visitor.order.products.map(({ id, ...product }) => ({ product_id: id, ...product })),
    },
  });

/** Creates a page view of an unknown visitor. */
export const pageMessage = (visitor, { timestamp }) =>
  toReceived({ ...createMessage(visitor, timestamp), type: 'page', anonymousId: `anonymous-${visitor.id}` });

/** Creates an event of an unknown visitor. */
export const trackMessage = (visitor, { timestamp, event, properties }) =>
  toReceived({
    ...createMessage(visitor, timestamp),
    type: 'track',
    event,
    anonymousId: `anonymous-${visitor.id}`,
    properties,
  });
