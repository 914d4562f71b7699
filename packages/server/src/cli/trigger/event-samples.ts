import type { Fields } from '@twinbeam/shared';

/** A sample event. */
export interface EventSample {
  /** The name of the event in the message. */
  event: string;
  properties: Fields;
}

const product = { product_id: 'boot', name: 'Boot', price: 49.99, quantity: 1 };
const value = { value: 49.99, currency: 'EUR' };

/** Sample events by short name. An order has a new id each time. */
const samples: Readonly<Record<string, (now: number) => EventSample>> = {
  purchase: (now) => ({
    event: 'Order Completed',
    properties: { order_id: `test-${now}`, revenue: 49.99, currency: 'EUR', products: [product] },
  }),
  checkout: () => ({ event: 'Checkout Started', properties: { ...value, products: [product] } }),
  cart: () => ({ event: 'Product Added', properties: { ...product, currency: 'EUR' } }),
  view: () => ({ event: 'Product Viewed', properties: { ...product, currency: 'EUR' } }),
  search: () => ({ event: 'Products Searched', properties: { query: 'boots' } }),
  lead: () => ({ event: 'Lead', properties: value }),
  registration: () => ({ event: 'CompleteRegistration', properties: value }),
};

export const sampleNames = Object.keys(samples);

/** Creates a sample event. If there is none with this short name, the name is that of the event itself. */
export const createSample = (name: string, now: number): EventSample =>
  Object.hasOwn(samples, name) ? (samples[name] as (now: number) => EventSample)(now) : { event: name, properties: {} };
