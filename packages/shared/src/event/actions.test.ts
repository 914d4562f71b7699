import { describe, expect, it } from 'vitest';
import { toPixelCall } from '../mapping/to-pixel-call.js';
import type { Action, Settings } from '../settings.js';
import { selectUserData } from '../user-data/select-user-data.js';

const use = (...actions: Action[]): Settings => ({ pixelId: '1', actions });

function map(message: object, settings: Settings) {
  const mapped = toPixelCall({ messageId: 'm1', ...message }, settings);
  return 'call' in mapped ? mapped.call : mapped;
}

/** Selects the match keys of a message, with those that its action sets. */
function toSelection(message: object, settings: Settings) {
  const mapped = toPixelCall(message, settings);
  return selectUserData(message, settings, undefined, 'call' in mapped ? mapped.userData : undefined);
}

describe('actions', () => {
  const paid: Action = {
    when: { event: 'Invoice Paid' },
    event: 'Purchase',
    data: {
      order_id: { path: 'properties.invoice' },
      value: { path: 'properties.amount' },
      event_id: { path: 'traits.eid' },
    },
  };

  it.each([
    [{ properties: { invoice: 'A17', amount: 5 } }, 'purchase.A17', 'A17'],
    [{ properties: { invoice: 'A17', amount: 5, order_id: 'cart-1' } }, 'purchase.A17', 'A17'],
    [{ properties: { amount: 5, order_id: 'cart-1' } }, 'purchase.cart-1', 'cart-1'],
    [{ properties: { invoice: 'undefined', amount: 5 } }, 'm1', undefined],
    [{ properties: { invoice: 'A17', amount: 5, event_id: 'e1' }, traits: { eid: 'e2' } }, 'e2', 'A17'],
    [{ properties: { invoice: 'A17', amount: 5, event_id: 'e1' } }, 'e1', 'A17'],
    [{ properties: { invoice: 'A17', amount: 5 }, traits: { event_id: 'e0', eid: 'e2' } }, 'e0', 'A17'],
  ])('make the event id of %j: %s', (fields, eventID, orderId) => {
    const call = map({ type: 'track', event: 'Invoice Paid', ...fields }, use(paid));
    expect(call).toMatchObject({ name: 'Purchase', eventID, data: { value: 5 } });
    expect('data' in call && call.data.order_id).toBe(orderId);
  });

  it.each(['identify', 'group', 'alias'])('make an event of %s when they name the type', (type) => {
    const made = use({
      when: { type, 'traits.plan': 'pro' },
      event: 'StartTrial',
      data: { plan: { path: 'traits.plan' } },
    });
    expect(map({ type, traits: { plan: 'Pro' } }, made)).toMatchObject({ name: 'StartTrial', data: { plan: 'Pro' } });
    expect(map({ type, traits: { plan: 'free' } }, made)).toHaveProperty('skipped');
    expect(
      map({ type, traits: { plan: 'pro' } }, use({ when: { 'traits.plan': 'pro' }, event: 'Lead' })),
    ).toHaveProperty('skipped');
    expect(map({ type }, use({ when: {}, event: 'Lead' }))).toHaveProperty('skipped');
  });

  it('match a screen by its type and name', () => {
    const shown = use({ when: { type: 'screen', name: 'Checkout' }, event: 'InitiateCheckout' });
    expect(map({ type: 'Screen', name: 'checkout' }, shown)).toMatchObject({ name: 'InitiateCheckout' });
    expect(map({ type: 'page', name: 'checkout' }, shown)).toMatchObject({ name: 'PageView' });
  });

  it('map match keys, over those of the message', () => {
    const settings = use({
      when: { event: 'Lead' },
      event: 'Lead',
      userData: {
        ph: { path: 'properties.mobile' },
        fn: { path: 'properties.missing' },
        external_id: { path: 'properties.member' },
        country: { value: 'de' },
      },
    });
    const message = {
      type: 'track',
      event: 'Lead',
      userId: 'u1',
      traits: { phone: '1', firstName: 'Ada', address: { country: 'FR' } },
      properties: { mobile: '+49 151', member: 'M7' },
    };
    expect(toSelection(message, settings)).toEqual({ ph: '+49 151', fn: 'Ada', external_id: 'M7', country: 'de' });
    expect(toSelection({ ...message, event: 'Contact' }, settings)).toMatchObject({ ph: '1', external_id: 'u1' });
    expect(toSelection(message, { ...settings, removeExternalId: true }).external_id).toBeUndefined();
  });
});

describe('the event mapping', () => {
  it.each([
    ['Trial', 'Contact'],
    ['trial', 'Lead'],
    ['TRIAL', 'Lead'],
    ['Other', 'Other'],
  ])('%s becomes %s: the very name beats one that folds to it', (event, name) => {
    const settings: Settings = { pixelId: '1', eventMapping: { trial: 'Lead', Trial: 'Contact' } };
    expect(map({ type: 'track', event }, settings)).toMatchObject({ name });
  });
});
