import { mapMessage } from '@twinbeam/server';
import { trackMessage } from './messages.mjs';
import { visitors } from './visitors.mjs';

const times = (count, make) => Array.from({ length: count }, (_, index) => make(index));

const createProducts = (count) =>
  times(count, (index) => ({ product_id: `boot-${index}`, price: 10 + index, quantity: 2 }));

/** Creates properties: half strings, half numbers. */
const createProperties = (count) =>
  Object.fromEntries(times(count, (index) => [`option_${index}`, index % 2 ? index : `choice ${index}`]));

/** Creates actions, each for a different event. */
const createActions = (count) =>
  times(count, (index) => ({
    when: { type: 'track', event: `Step ${index}` },
    event: 'Lead',
    data: { value: { path: 'properties.amount' }, currency: { value: 'EUR' } },
  }));

/** Parts of messages and settings that may be long, with a function that creates an event with a number of items. */
const dimensions = [
  {
    unit: 'products',
    counts: [1, 10, 100],
    make: (count) => ({
      event: 'Order Completed',
      properties: { order_id: '1001', revenue: 99.5, currency: 'EUR', products: createProducts(count) },
    }),
  },
  {
    unit: 'custom properties',
    counts: [10, 100, 1_000],
    make: (count) => ({ event: 'Boot Configured', properties: createProperties(count) }),
  },
  {
    unit: 'actions, the last one fits',
    counts: [1, 10, 100],
    make: (count) => ({ event: `Step ${count - 1}`, properties: { amount: 12.5 }, actions: createActions(count) }),
  },
];

/** Creates a contender for each size. The visitor has few match keys, so that hashing does not hide the growth. */
export const growthContenders = (settings, now) =>
  dimensions.flatMap(({ unit, counts, make }) =>
    counts.map((count) => {
      const { actions, ...parts } = make(count);
      const ownSettings = actions ? { ...settings, actions } : settings;
      const messages = visitors.slice(0, 100).map((visitor) => trackMessage(visitor, { timestamp: now, ...parts }));
      return { unit, count, run: (call) => mapMessage(messages[call % messages.length], ownSettings, { now }).event };
    }),
  );
