import { type AutoSource, autoEvents, type Settings } from '@twinbeam/browser';
import { JSDOM } from 'jsdom';
import { afterEach, describe, expect, it, vi } from 'vitest';

type Call = [event: string, properties: Record<string, unknown>];
type Identified = [userId: unknown, traits?: unknown];
type Page = Window & typeof globalThis & { dataLayer: unknown[]; gtag: (...command: unknown[]) => void };

/** A page whose data layer is watched, and the calls that came of it; of both methods in `all`, by their names. */
function open(scripts = '', sources: AutoSource[] = ['datalayer'], settings: Partial<Settings> = {}) {
  const { window } = new JSDOM(
    `<script>
      window.dataLayer = window.dataLayer || [];
      function gtag() { dataLayer.push(arguments); }
      ${scripts}
    </script>`,
    { runScripts: 'dangerously', url: 'https://shop.example/' },
  );
  const page = window as unknown as Page;
  const calls: Call[] = [];
  const identified: Identified[] = [];
  const all: string[] = [];
  const track = (event: string, properties?: Record<string, unknown>) => {
    all.push(event);
    calls.push([event, properties ?? {}]);
    return undefined;
  };
  const identify = (...call: Identified) => {
    all.push('identify');
    identified.push(call);
  };
  const pixels = [{ pixelId: '1' }, { pixelId: '2', ...settings }];
  const stop = autoEvents({ track, identify, pixels }, sources, page);
  return { page, calls, identified, all, stop };
}

afterEach(() => void vi.restoreAllMocks());

const boot = { item_id: 'boot', item_name: 'Boot', item_brand: 'B', item_category: 'Boots', price: 49.99, quantity: 1 };
const sock = { item_id: 'sock', price: '2.50', quantity: '2' };
const bootProduct = { product_id: 'boot', name: 'Boot', brand: 'B', category: 'Boots', price: 49.99, quantity: 1 };
const sockProduct = { product_id: 'sock', price: '2.50', quantity: '2' };

describe('an event of GA4 in the data layer', () => {
  it.each<[string, Record<string, unknown>, ...Call]>([
    [
      'view_item_list',
      { item_list_id: 'l', item_list_name: 'Boots', items: [boot, sock] },
      'Product List Viewed',
      { list_id: 'l', category: 'Boots', products: [bootProduct, sockProduct] },
    ],
    ['select_item', { item_list_name: 'Boots', items: [boot] }, 'Product Clicked', { ...bootProduct, value: 49.99 }],
    [
      'view_item',
      { currency: 'EUR', value: 40, items: [boot] },
      'Product Viewed',
      { ...bootProduct, currency: 'EUR', value: 40 },
    ],
    [
      'add_to_cart',
      { currency: 'EUR', items: [boot, sock] },
      'Product Added',
      { currency: 'EUR', value: 54.99, products: [bootProduct, sockProduct] },
    ],
    ['remove_from_cart', { items: [sock] }, 'Product Removed', { ...sockProduct, value: 5 }],
    ['add_to_wishlist', { items: [boot] }, 'Product Added to Wishlist', { ...bootProduct, value: 49.99 }],
    ['view_cart', { value: 3, items: [sock] }, 'Cart Viewed', { value: 3, products: [sockProduct] }],
    [
      'begin_checkout',
      { items: { 1: boot, 3: sock } },
      'Checkout Started',
      { value: 54.99, products: [bootProduct, sockProduct] },
    ],
    [
      'begin_checkout',
      { coupon: 'C', items: [sock] },
      'Checkout Started',
      { coupon: 'C', value: 5, products: [sockProduct] },
    ],
    [
      'add_shipping_info',
      { shipping_tier: 'Air', items: [sock] },
      'Checkout Step Completed',
      { shipping_method: 'Air', value: 5, products: [sockProduct] },
    ],
    [
      'add_payment_info',
      { payment_type: 'Card', items: [sock] },
      'Payment Info Entered',
      { payment_method: 'Card', value: 5, products: [sockProduct] },
    ],
    [
      'purchase',
      { transaction_id: 'T1', value: 5, tax: 1, shipping: 0, currency: 'EUR', affiliation: 'Web', items: [sock] },
      'Order Completed',
      {
        order_id: 'T1',
        value: 5,
        revenue: 5,
        tax: 1,
        shipping: 0,
        currency: 'EUR',
        affiliation: 'Web',
        products: [sockProduct],
      },
    ],
    ['refund', { transaction_id: 'T1', value: 5 }, 'Order Refunded', { order_id: 'T1', value: 5, revenue: 5 }],
    [
      'view_promotion',
      { promotion_id: 'p', promotion_name: 'Sale', creative_name: 'c', creative_slot: 's', items: [boot] },
      'Promotion Viewed',
      { promotion_id: 'p', name: 'Sale', creative: 'c', position: 's', products: [bootProduct] },
    ],
    ['select_promotion', { promotion_id: 'p' }, 'Promotion Clicked', { promotion_id: 'p' }],
    ['search', { search_term: 'boots' }, 'Products Searched', { query: 'boots' }],
    ['sign_up', { method: 'mail' }, 'CompleteRegistration', { method: 'mail' }],
    [
      'generate_lead',
      { value: 9, currency: 'EUR', lead_source: 'fair' },
      'Lead',
      { value: 9, currency: 'EUR', lead_source: 'fair' },
    ],
  ])('%s becomes its message, pushed by gtag or for Tag Manager', (name, parameters, event, properties) => {
    const { page, calls } = open();
    page.gtag('event', name, parameters);
    page.dataLayer.push({ event: name, ecommerce: parameters });
    page.dataLayer.push({ event: name, ...parameters });
    expect(calls).toEqual([
      [event, properties],
      [event, properties],
      [event, properties],
    ]);
  });

  it('that has no message stays where it is', () => {
    const { page, calls } = open();
    for (const event of ['login', 'gtm.js', 'constructor', '__proto__', 'page_view']) page.dataLayer.push({ event });
    page.gtag('config', 'G-1');
    page.gtag('set', { currency: 'EUR' });
    expect(calls).toEqual([]);
  });

  it('tells nothing but what the table names', () => {
    const { page, calls } = open();
    page.dataLayer.push({
      event: 'sign_up',
      method: 'mail',
      user_email: 'ada@example.com',
      user_data: { email: 'ada@example.com' },
      eventCallback: () => undefined,
    });
    page.gtag('event', 'view_item', { send_to: 'G-1', items: [{ ...boot, supplier_margin: 0.4 }] });
    expect(calls).toEqual([
      ['CompleteRegistration', { method: 'mail' }],
      ['Product Viewed', { ...bootProduct, value: 49.99 }],
    ]);
  });

  it('without value is worth its items, unless one has no price', () => {
    const { page, calls } = open();
    page.gtag('event', 'begin_checkout', {
      items: [
        { item_id: 'a', price: 0.1 },
        { item_id: 'b', price: 0.2 },
      ],
    });
    page.gtag('event', 'begin_checkout', { items: [{ item_id: 'a', price: 0.1 }, { item_id: 'b' }] });
    expect(calls.map(([, { value }]) => value)).toEqual([0.3, undefined]);
  });

  it('may name its items as Universal Analytics did, with their currency', () => {
    const { page, calls } = open();
    page.gtag('event', 'view_item', { items: [{ id: 'boot', name: 'Boot', brand: 'B', currency: 'SEK' }] });
    expect(calls[0]?.[1]).toEqual({ product_id: 'boot', name: 'Boot', brand: 'B', currency: 'SEK' });
  });
});

describe('an event of the site itself', () => {
  const eventMapping = { newsletter_signup: 'Lead', 'Order Placed': 'Purchase', addToCart: 'AddToCart' };
  const actions = [{ when: { event: 'trial_began' }, event: 'StartTrial' }];
  const openMapped = () => open('', ['datalayer'], { eventMapping, actions });

  it('is tracked under its name where the settings of a pixel name it, in any case', () => {
    const { page, calls } = openMapped();
    page.dataLayer.push({ event: 'newsletter_signup', form: 'footer', step: 2, first: true });
    page.gtag('event', 'Trial_Began', { plan: 'pro' });
    page.dataLayer.push({ event: 'login' }, { event: 'Lead' }, { event: 'gtm.click' }, { event: 'constructor' });
    expect(calls).toEqual([
      ['newsletter_signup', { form: 'footer', step: 2, first: true }],
      ['Trial_Began', { plan: 'pro' }],
    ]);
  });

  it('tells its texts, numbers and booleans, and neither the visitor nor what is for Google', () => {
    const { page, calls } = openMapped();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const cycle: Record<string, unknown> = { event: 'newsletter_signup', form: 'footer' };
    page.dataLayer.push(
      Object.assign(cycle, { cycle, list: [cycle], 'gtm.element': page.document.body, 'gtm.uniqueEventId': 7 }),
      { event: 'newsletter_signup', user_id: 'u1', userId: 'u1', user_data: { email: 'ada@example.com' } },
      { event: 'newsletter_signup', eventCallback: () => undefined, eventTimeout: 2000, big: 7n, node: page.document },
    );
    page.gtag('event', 'newsletter_signup', { send_to: 'G-1', event_callback: () => 1, event_timeout: 2000 });
    page.dataLayer.push({
      event: 'newsletter_signup',
      get form(): never {
        throw new Error('trap');
      },
    });
    expect(calls).toEqual([
      ['newsletter_signup', { form: 'footer' }],
      ['newsletter_signup', {}],
      ['newsletter_signup', {}],
      ['newsletter_signup', {}],
    ]);
    expect(warn).toHaveBeenCalledOnce();
  });

  it('has the parameters of GA4 as its events have them, but no value of its items', () => {
    const { page, calls } = openMapped();
    page.dataLayer.push({
      event: 'order placed',
      ecommerce: { transaction_id: 'T1', currency: 'EUR', revenue: 5, items: [sock] },
    });
    expect(calls).toEqual([['order placed', { order_id: 'T1', currency: 'EUR', revenue: 5, products: [sockProduct] }]]);
  });

  it('does not change the message of an event of GA4 by its name', () => {
    const { page, calls } = open('', ['datalayer'], { eventMapping: { generate_lead: 'Schedule' } });
    page.dataLayer.push({ event: 'generate_lead', form: 'footer' });
    expect(calls).toEqual([['Lead', {}]]);
  });

  it('stays where it is on a page whose script is that of an earlier version', () => {
    const { window } = new JSDOM('<script>dataLayer = [{ event: "x" }, { event: "sign_up" }]</script>', {
      runScripts: 'dangerously',
    });
    const track = vi.fn();
    autoEvents({ track, identify: () => undefined }, ['datalayer'], window as unknown as Page);
    expect(track.mock.calls).toEqual([['CompleteRegistration', {}]]);
  });
});

describe('the ecommerce of Universal Analytics', () => {
  const product = { id: 'boot', name: 'Boot', price: '49.99', quantity: 1 };
  const properties = { product_id: 'boot', name: 'Boot', price: '49.99', quantity: 1 };
  const purchase = { actionField: { id: 'T1', revenue: '54.98', tax: '1.00', coupon: 'C' }, products: [product] };
  const order = { order_id: 'T1', value: '54.98', revenue: '54.98', tax: '1.00', coupon: 'C', currency: 'EUR' };

  it('is that of an event of GA4, and of one that the settings name', () => {
    const { page, calls } = open('', ['datalayer'], { eventMapping: { transaction: 'Purchase' } });
    page.dataLayer.push({ event: 'purchase', ecommerce: { currencyCode: 'EUR', purchase } });
    page.dataLayer.push({ event: 'transaction', ecommerce: { currencyCode: 'EUR', purchase } });
    page.dataLayer.push({ event: 'transaction', currency: 'EUR', ecommerce: { purchase } });
    page.dataLayer.push({ event: 'transaction', ecommerce: { currencyCode: 'EUR', impressions: [product] } });
    page.dataLayer.push({ event: 'add_to_cart', ecommerce: { add: { products: [product] } } });
    expect(calls).toEqual([
      ['Order Completed', { ...order, products: [properties] }],
      ['transaction', { ...order, products: [properties] }],
      ['transaction', { ...order, products: [properties] }],
      ['transaction', { currency: 'EUR' }],
      ['Product Added', { ...properties, value: 49.99 }],
    ]);
  });

  it('does not replace what stands in the form of GA4', () => {
    const { page, calls } = open();
    page.dataLayer.push({ event: 'purchase', ecommerce: { transaction_id: 'T2', items: [sock], purchase } });
    expect(calls[0]?.[1]).toMatchObject({ order_id: 'T2', products: [sockProduct] });
  });
});

describe('a data layer', () => {
  it('is read from its beginning, in order, whoever made it', () => {
    const { calls } = open(`
      gtag('event', 'sign_up', {});
      dataLayer.push({ ecommerce: null }, { event: 'search', search_term: 'x' });`);
    expect(calls.map(([event]) => event)).toEqual(['CompleteRegistration', 'Products Searched']);
  });

  it('may be pushed before its event, and serves that one alone', () => {
    const { page, calls } = open();
    page.dataLayer.push({ ecommerce: { transaction_id: 'T1', value: 1, currency: 'EUR' } });
    page.dataLayer.push({ event: 'gtm.dom' }, { event: 'purchase' }, { event: 'generate_lead' });
    expect(calls).toEqual([
      ['Order Completed', { order_id: 'T1', value: 1, revenue: 1, currency: 'EUR' }],
      ['Lead', {}],
    ]);
  });

  it('goes on to whoever wraps it, before and after', () => {
    const { page, calls } = open(`
      window.first = [];
      const push = dataLayer.push;
      dataLayer.push = function (...entries) { first.push(...entries); return push.apply(dataLayer, entries); };`);
    const { push } = page.dataLayer;
    const second: unknown[] = [];
    page.dataLayer.push = (...entries) => {
      second.push(...entries);
      return push.apply(page.dataLayer, entries);
    };
    const entry = { event: 'sign_up' };
    expect(page.dataLayer.push(entry)).toBe(1);
    expect([calls.length, (page as unknown as { first: unknown[] }).first, second]).toEqual([1, [entry], [entry]]);
  });

  it('that the page makes anew is read too', () => {
    const { page, calls } = open();
    page.dataLayer = [{ event: 'sign_up' }];
    page.dispatchEvent(new page.Event('load'));
    page.dataLayer.push({ event: 'search' });
    expect(calls.map(([event]) => event)).toEqual(['CompleteRegistration', 'Products Searched']);
  });

  it('with strange entries harms nobody', () => {
    const { page, calls } = open();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const trap = new Proxy(
      {},
      {
        get: () => {
          throw new Error('trap');
        },
      },
    );
    page.dataLayer.push(null, undefined, 7, 'x', [], () => undefined, { event: 7 }, { event: 'purchase', items: 'x' });
    page.dataLayer.push(trap, { event: 'view_item', ecommerce: 'x' }, { event: 'view_item', items: [null, 7] });
    expect(calls).toEqual([
      ['Order Completed', {}],
      ['Product Viewed', {}],
      ['Product Viewed', {}],
    ]);
    expect(warn).toHaveBeenCalledOnce();
  });

  it('is read also where another source cannot be: the browser has no IntersectionObserver', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { page, calls } = open('', ['elements', 'datalayer']);
    page.dataLayer.push({ event: 'sign_up' });
    expect([calls.length, warn.mock.calls.length]).toEqual([1, 1]);
  });

  it('is left alone after it was stopped', () => {
    const { page, calls, stop } = open();
    stop();
    page.dataLayer.push({ event: 'sign_up' });
    expect([calls, page.dataLayer.length]).toEqual([[], 1]);
  });
});

describe('user-provided data in the data layer', () => {
  const address = { first_name: 'Ada', last_name: 'Byron', street: '1 Main St', city: 'London', country: 'GB' };
  const ada = { email: 'ada@example.com', phone_number: '+442079460958', address };
  const traits = {
    email: 'ada@example.com',
    phone: '+442079460958',
    firstName: 'Ada',
    lastName: 'Byron',
    address: { city: 'London', country: 'GB' },
  };
  const openBoth = () => open('', ['datalayer', 'user-data']);

  it.each<[string, (page: Page) => void]>([
    ['beside an event', ({ dataLayer }) => dataLayer.push({ event: 'purchase', user_id: 'u1', user_data: ada })],
    ['without an event', ({ dataLayer }) => dataLayer.push({ user_id: ' u1 ', user_data: ada })],
    ['in gtag set', ({ gtag }) => gtag('set', { user_id: 'u1', user_data: ada })],
    ['in gtag config', ({ gtag }) => gtag('config', 'G-1', { user_id: 'u1', user_data: ada })],
    ['in gtag event', ({ gtag }) => gtag('event', 'sign_up', { user_id: 'u1', user_data: ada })],
    [
      'with a list of addresses',
      ({ gtag }) => gtag('set', { user_id: 'u1', user_data: { ...ada, address: [address, {}] } }),
    ],
  ])('identifies the visitor: %s', (_where, push) => {
    const { page, identified } = openBoth();
    push(page);
    expect(identified).toEqual([['u1', traits]]);
  });

  it('may name one of both: gtag set by its name', () => {
    const { page, identified } = openBoth();
    page.gtag('set', 'user_data', { address: { region: 'CA', postal_code: '90210' } });
    page.gtag('set', 'user_id', 42);
    expect(identified).toEqual([
      [undefined, { address: { state: 'CA', postalCode: '90210' } }],
      ['42', {}],
    ]);
  });

  it('may be hashed as Meta hashes; a telephone number with its plus is not', () => {
    const [email, firstName, lastName, phone] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(64));
    const { page, identified } = openBoth();
    page.gtag('set', 'user_data', {
      sha256_email_address: [email],
      sha256_phone_number: phone,
      address: { sha256_first_name: firstName, sha256_last_name: lastName, sha256_street: phone },
    });
    page.gtag('set', 'user_data', { sha256_email_address: email, email: 'ada@example.com' });
    expect(identified).toEqual([
      [undefined, { email: [email], firstName, lastName }],
      [undefined, { email: 'ada@example.com' }],
    ]);
  });

  it('is known before the event of the same push, and before all events that the page has pushed before', () => {
    const { page, all } = open(
      `gtag('event', 'sign_up', {}); gtag('set', 'user_data', { email: 'ada@example.com' });`,
      ['datalayer', 'user-data'],
    );
    page.dataLayer.push({ event: 'search' }, { event: 'generate_lead', user_id: 'u1' });
    expect(all).toEqual(['identify', 'CompleteRegistration', 'identify', 'Products Searched', 'Lead']);
  });

  it('is read without its events, and not where only events are asked for', () => {
    const alone = open('', ['user-data']);
    const without = open('', ['datalayer']);
    for (const { page } of [alone, without]) page.dataLayer.push({ event: 'sign_up', user_id: 'u1' });
    expect([alone.all, without.all]).toEqual([['identify'], ['CompleteRegistration']]);
  });

  it('that says nothing, or is strange, changes nobody', () => {
    const { page, identified } = open('', ['user-data']);
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const cycle: Record<string, unknown> = { street: '1 Main St' };
    cycle['user_data'] = cycle;
    cycle['address'] = [cycle];
    const trap = {
      get user_data(): never {
        throw new Error('trap');
      },
    };
    for (const user_data of [null, 7, 'x', [], {}, { email: '', address: null }, { address: [] }, { address: 'x' }]) {
      page.dataLayer.push({ user_data, user_id: null });
    }
    for (const user_id of ['', ' ', {}, [], true, () => 'u1']) page.gtag('set', { user_id });
    page.dataLayer.push(cycle, trap);
    page.gtag('set', 'user_data');
    page.gtag('get', 'G-1', 'user_id', () => undefined);
    expect(identified).toEqual([]);
    expect(warn).toHaveBeenCalledOnce();
  });
});
