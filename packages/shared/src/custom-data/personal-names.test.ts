import { describe, expect, it } from 'vitest';
import { toPixelCall } from '../mapping/to-pixel-call.js';
import { addressNames, traitNames } from '../user-data/match-key-names.js';
import { isPersonalName } from './personal-names.js';

const toData = (properties: object, settings: object = {}) => {
  const mapped = toPixelCall(
    { type: 'track', event: 'Odd', properties, messageId: 'm1' },
    { pixelId: '1', ...settings },
  );
  if (!('call' in mapped)) throw new Error(JSON.stringify(mapped));
  return { data: mapped.call.data, fields: mapped.problems.map(({ code, field }) => `${code} ${field}`) };
};

const snake =
  'email email_address e_mail phone phone_number mobile mobile_phone telephone tel first_name last_name full_name given_name family_name middle_name surname gender birthday birth_date date_of_birth dob street street_address address address_1 address_2 address_line1 address_line_2 city state country zip zip_code postal_code postcode post_code ssn passport passport_number email_2 phone_number_2 cell_phone cell social_security_number iban password password_confirmation card_number credit_card_number card_no cc_num credit_card account_number pwd token access_token id_token cvc cvv'.split(
    ' ',
  );
const toCamel = (name: string) => name.replace(/_(\w)/g, (_whole, letter: string) => letter.toUpperCase());

describe('names of personal data', () => {
  it.each(snake)('%s, in every case and behind every owner', (name) => {
    const forms = [name, name.toUpperCase(), toCamel(name), name.replaceAll('_', '-'), name.replaceAll('_', ' ')];
    forms.push(name.replaceAll('_', ''), `billing_${name}`, `shipping-${name}`, toCamel(`customer_${name}`));
    forms.push(`user[${name}]`, `order[shipping_address][${name}]`, `${name}[]`, `people[${name}][0]`);
    forms.push(`user.${name}`, `order.customer.${name}`, `customer_billing_${name}`);
    expect(forms.filter((form) => !isPersonalName(form))).toEqual([]);
  });

  it.each([...traitNames, ...addressNames])('has those of the match key $key', ({ names }) => {
    expect(names.filter((name) => !isPersonalName(name))).toEqual([]);
  });

  it.each([
    'billing_name',
    'shippingName',
    'customer-name',
    'user_name',
    'customer.name',
    'order.shipping.name',
    'recipient_name',
    'delivery.name',
    'contact[name]',
    'your-name',
    'payer_name',
    'donor_name',
    'callerName',
    'passenger.name',
    'traveler.name',
    'traveller-name',
    'student_name',
    'clientName',
    'guest.name',
    'order[billing][name]',
  ])('%s is the name of a person', (name) => {
    expect(isPersonalName(name)).toBe(true);
  });

  it.each(['card.number', 'payment.creditCard.number', 'card[number]', 'account.number', 'cc.no'])(
    '%s is the number of a card or an account',
    (name) => {
      expect(isPersonalName(name)).toBe(true);
    },
  );

  it.each(
    'name title content_name product_name item_name brand category plan coupon mobile_app telco emails_sent capital estate zipper addressable statement phonecase street_art_id user_id customer_id billing_cycle shipping_method customer.tier products.name streetwear telephone_case _name products[0][name] parent.name child_name product[title] zip[code]x city[]s card card_type card.type number order.number gift_card account account_type token_count tokens'.split(
      ' ',
    ),
  )('%s is no personal name', (name) => {
    expect(isPersonalName(name)).toBe(false);
  });

  it.each(
    'token _token session_token csrf_token auth_token accessToken access-token refreshToken payment_token stripeToken authenticity_token csrfmiddlewaretoken xsrf-token x-csrf-token X-Amz-Security-Token payment.token client_secret apiSecret payment_intent_client_secret new_password password_1 passwordConfirmation form[password] passwd user_pwd api_key x-api-key apiKey private_key accessKey jwt _csrf Authorization PHPSESSID jsessionid bank_account_number giftCardNumber debit-card-no card_cvc cvv bank_iban customer[ssn] travel_passport tokens[0].token'.split(
      ' ',
    ),
  )('%s is a secret or a number that must not leave the site', (name) => {
    expect(isPersonalName(name)).toBe(true);
  });

  it.each(
    'tokens token_count token_type has_tokens tokenized secretary secret_santa secrets password_strength passwordless session_id sessionId ga_session_id session_count payment_method payment_type credit_card_type card_brand cardCount gift_card_amount loyalty_card account_age member_state memberState member_states membership member_level key keyword api_version product_key order_key coupon coupon_code promo-code code authorized author authority compass passport_cover passenger_count cart_id checkout_id signature annonce discount_number account_manager csrf_error key_ring private_label'.split(
      ' ',
    ),
  )('%s is none', (name) => {
    expect(isPersonalName(name)).toBe(false);
  });

  it('are judged in linear time', () => {
    const started = process.cpuUsage().user;
    isPersonalName(`${'customer_'.repeat(100_000)}x`);
    isPersonalName(`${'customer.'.repeat(100_000)}x`);
    expect(process.cpuUsage().user - started).toBeLessThan(1_000_000);
  });
});

describe('personal data in properties', () => {
  it('is left out at every depth, with a warning that names the field', () => {
    const properties = {
      phone_number: '+16505550100',
      billing: { address_1: '1 Main St', note: 'gift' },
      travellers: [{ fullName: 'Ada Byron', seat: '4A' }],
      shipping: { name: 'Ada', method: 'bike' },
      address: { street: 'x', country: 'FR' },
      city: '',
    };
    expect(toData(properties)).toEqual({
      data: { 'billing.note': 'gift', travellers: [{ seat: '4A' }], 'shipping.method': 'bike' },
      fields: ['phone_number', 'billing.address_1', 'travellers.fullName', 'shipping.name', 'address'].map(
        (path) => `personal-data-dropped properties.${path}`,
      ),
    });
  });

  it('is left out where an address stands in the names of objects', () => {
    expect(toData({ 'ada@shop': { example: 1 }, list: [{ 'ada@shop': { example: 1 } }], 'a@b': 2 }).data).toEqual({
      list: [{ 'ada@shop': {} }],
      'a@b': 2,
    });
  });

  it('is no place of a store', () => {
    const store_data = { store_id: 5, city: 'Rome', address: { zip: '00100' }, email: 'x' };
    expect(toData({ store_data, city: 'Rome' }).data).toEqual({
      store_data: { store_id: 5, city: 'Rome', address: { zip: '00100' } },
    });
  });

  it.each([
    [{ name: 'Boots' }, { name: 'Boots' }],
    [{ name: 'Ritz', city: 'Paris', gender: 'f' }, { name: 'Ritz' }],
    [{ name: 'Ada', email: 'x' }, {}],
    [{ Name: 'Ada', mobile: '1', product_name: 'Boots' }, { product_name: 'Boots' }],
    [{ first_name: 'Ada', name: 'Byron', content_name: 'Boots' }, { content_name: 'Boots' }],
    [{ guest: { name: 'Ada', phone: '1' }, name: 'Boots' }, { name: 'Boots' }],
    [{ guests: [{ name: 'Ada', surname: 'Byron' }, { name: 'Boots' }] }, { guests: [{}, { name: 'Boots' }] }],
  ])('%j: a name is a person’s only beside other fields of a person', (properties, data) => {
    expect(toData(properties).data).toEqual(data);
  });

  it('passes where the settings allow the name', () => {
    const settings = { piiAllowlist: ['city', 'postal_code', 'name', 'email'] };
    const properties = { city: 'Paris', postal_code: '75001', country: 'FR', name: 'Ritz', email: 'x' };
    expect(toData(properties, settings)).toEqual({
      data: { city: 'Paris', postal_code: '75001', name: 'Ritz', email: 'x' },
      fields: ['personal-data-dropped properties.country'],
    });
  });
});
