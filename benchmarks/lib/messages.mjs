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

/** Messages reach a server as JSON: what comes out of a parser is laid out as there. */
const received = (message) => JSON.parse(JSON.stringify(message));

/** A purchase of three products by somebody of whom all eleven match keys are known. */
export const purchaseMessage = (visitor, { timestamp, phone }) =>
  received({
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

/** A page view by somebody of whom only the browser is known. */
export const pageMessage = (visitor, { timestamp }) =>
  received({ ...createMessage(visitor, timestamp), type: 'page', anonymousId: `anonymous-${visitor.id}` });

/** An event with these properties by somebody of whom only the browser is known. */
export const trackMessage = (visitor, { timestamp, event, properties }) =>
  received({
    ...createMessage(visitor, timestamp),
    type: 'track',
    event,
    anonymousId: `anonymous-${visitor.id}`,
    properties,
  });
