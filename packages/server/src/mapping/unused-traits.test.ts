import { describe, expect, it } from 'vitest';
import { toServerEvent } from './to-server-event.js';

const find = (message: object) => {
  const result = toServerEvent(
    { type: 'track', event: 'Lead', messageId: 'm1', userId: 'u1', ...message },
    { pixelId: '1' },
  );
  if (!('event' in result)) throw new Error('The event is not sent.');
  return result.problems.filter(({ code }) => code === 'trait-unused').map(({ field }) => field);
};

describe('a trait that is not read', () => {
  it.each([
    'mail',
    'Email',
    'emailAddress',
    'e-mail',
    'phoneNumber',
    'mobile',
    'first name',
    'surname',
    'sex',
    'date_of_birth',
    'dob',
    'city',
    'zip',
    'zipCode',
    'country',
  ])('is told, by the name %s', (name) => {
    expect(find({ traits: { [name]: 'ada' } })).toEqual([`traits.${name}`]);
    expect(find({ context: { traits: { [name]: 'ada' } } })).toEqual([`context.traits.${name}`]);
  });

  it('is told within the address', () => {
    expect(find({ traits: { address: { postcode: 'W1J 0AB', town: 'London', street: '12 Road' } } })).toEqual([
      'traits.address.postcode',
    ]);
  });

  it.each<[string, object]>([
    ['has another meaning', { plan: 'pro', company: 'Analytical', password: 'p', street: '1 Road', emailOptIn: true }],
    ['may be that of an account', { state: 'enabled', customer_state: 'active' }],
    ['is empty', { emailAddress: '', phoneNumber: null }],
    ['has the value of a match key that the event has', { email: 'ada@example.com', emailAddress: 'ada@example.com' }],
    ['is one of many', Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`plan${index}`, 1]))],
  ])('is not told where it %s', (_name, traits) => expect(find({ traits })).toEqual([]));
});
