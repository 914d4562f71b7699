import type { AnyProperties, ConsentState, EventName, PropertiesOf, Settings, Traits } from '@twinbeam/shared';
import type { BeforeSend } from '../pixel/before-send.js';
import type { Listener } from '../reports.js';
import type { PageViewMode } from './page-views.js';

/**
 * Options of `createTracker`. All but `pixels` are optional.
 *
 * @example
 * createTracker({ pixels: [{ pixelId: '1234567890' }], consent: 'pending', pageViews: 'on' });
 */
export interface TrackerOptions {
  /**
   * The settings of each pixel, identical to those of the server. An event goes to every pixel, with the same id.
   * @example [{ pixelId: '1234567890', eventMapping: { 'Trial Began': 'StartTrial' } }]
   */
  pixels: Settings[];
  /**
   * The URL at which the site's own server accepts messages, absolute or relative to the page's origin; default
   * `/twin/collect`.
   * @example 'https://shop.example/twin/collect'
   */
  collectUrl?: string | undefined;
  /**
   * The URL of the Pixel's library; default Meta's, `https://connect.facebook.net/en_US/fbevents.js`. A page that has
   * `fbq` already keeps it.
   * @example 'https://cdn.shop.example/fbevents.js'
   */
  pixelLibraryUrl?: string | undefined;
  /**
   * When the Pixel's library is loaded: `now`, the default, with the first event that may be sent; `defer`, not before
   * the page has loaded and is idle.
   * @example 'defer'
   */
  pixelLoad?: 'now' | 'defer' | undefined;
  /**
   * The nonce of the page's content security policy, for the Pixel's script; default none.
   * @example document.querySelector('script[nonce]')?.nonce
   */
  nonce?: string | undefined;
  /**
   * The visitor's decision, if the page knows it. Default: the decision in the consent cookie, or `granted` if there is
   * no cookie. `pending` gives way to a decision in the cookie. A refusal in the cookie is never overruled by this
   * option.
   * @example 'pending'
   */
  consent?: ConsentState | undefined;
  /**
   * The name of the cookie that holds the decision; default `twinbeam_consent`. The server's option `consent.cookie`
   * must be the same.
   * @example 'shop_consent'
   */
  consentCookie?: string | undefined;
  /**
   * The effect of the browser's Global Privacy Control while neither visitor nor page has decided: `deny`, the default,
   * treats it as a refusal; `ldu` sends with Limited Data Use; `ignore` ignores it. The server's option `consent.gpc`
   * must be the same.
   * @example 'ldu'
   */
  gpc?: 'deny' | 'ldu' | 'ignore' | undefined;
  /**
   * Whether the server is told when a visitor withdraws consent, in one last request with the browser id, so that it
   * sends none of this visitor's events that it still has. Default: false.
   */
  reportWithdrawal?: boolean | undefined;
  /**
   * Which URL changes are counted as page views. `off`, the default of `createTracker`: none. `on`, the default of the
   * script tag: the first URL, and each URL that differs before the hash. `hash`: each URL that differs anywhere.
   * @example 'on'
   */
  pageViews?: PageViewMode | undefined;
  /**
   * The query parameters that identify a page: only a change of these or of the path is a page view, even if the URL
   * was replaced (`history.replaceState`). Default: all parameters, but a replaced query alone is not a page view.
   * @example ['category', 'page']
   */
  pageParameters?: string[] | undefined;
  /**
   * How long the user and traits of `identify` are stored: `session`, the default, as long as the tab is open; `local`,
   * until `reset`.
   * @example 'local'
   */
  keepUser?: 'session' | 'local' | undefined;
  /**
   * Is called before each Pixel call, and can change or drop it. Not available with the script tag.
   * @example (call) => call.name !== 'Lead' && call
   */
  beforeSend?: BeforeSend | undefined;
}

/**
 * Options of a single event.
 *
 * @example
 * twinbeam.track('Lead', {}, { eventId: 'lead-42' });
 */
export interface TrackOptions {
  /**
   * The event id, if another leg sends the same event under it. Takes precedence over `event_id` in the properties and
   * over the order id of a purchase. Ignored if it is an e-mail address, because ids are sent unhashed, or longer than
   * 512 characters. Default: see `Tracker.track`.
   * @example twinbeam.track('Lead', {}, { eventId: 'lead-42' });
   */
  eventId?: string | undefined;
}

/**
 * Limited Data Use for a visitor, with the parameters of Meta's `fbq('dataProcessingOptions', …)`
 * (https://developers.facebook.com/docs/meta-pixel/implementation/data-processing-options). It is stored in the consent
 * cookie, and applies to pixels with the setting `limitedDataUse`.
 *
 * @example
 * twinbeam.consent('granted', { dataProcessingOptions: ['LDU'], country: 1, state: 1000 });
 */
export interface ConsentOptions {
  /** `['LDU']` turns Limited Data Use on, `[]` turns it off. Default: the cookie's value is kept. */
  dataProcessingOptions?: ['LDU'] | [] | undefined;
  /** 1 for the USA; 0, the default, lets Meta detect the country. */
  country?: number | undefined;
  /** 1000 for California, and so on; 0, the default, lets Meta detect the state. */
  state?: number | undefined;
}

/**
 * The calls that a page makes. None of them throws: an error becomes a warning in the console.
 *
 * @example
 * twinbeam.identify('user-1', { email: 'ada@example.com' });
 * twinbeam.track('Product Added', { product_id: 'boot', price: 49.99, currency: 'EUR' });
 */
export interface Tracker {
  /**
   * Sends a page view on both legs.
   *
   * @param name the page's name, if it has one
   * @param properties properties of the page; they are copied at once
   * @param options the event id, if another leg sends the same page view
   * @returns the event id, as `track` does
   * @example
   * twinbeam.page();
   * twinbeam.page('Home', { section: 'shop' });
   */
  page(name?: string, properties?: AnyProperties, options?: TrackOptions): string | undefined;
  /**
   * Sends an event on both legs, in a microtask: after the calling code has finished.
   *
   * @param event a name of the e-commerce specification, a standard event of Meta's, or a name of your own
   * @param properties properties of the event, with any names; they are copied at once, without values that JSON cannot
   * hold
   * @param options the event id, if another leg sends the same event
   * @returns the event id: the one in the options; if there is none, `event_id` of the properties; for a purchase with
   * an order id, `purchase.<order id>`; in all other cases a random id. Undefined when consent is denied. Also
   * undefined when the script has not loaded yet and the stub cannot be sure of the id: with an order id and no
   * explicit event id, the settings, which only the script knows, decide whether the event is a purchase. In a callback
   * of `ready` the id is always known.
   * @example
   * twinbeam.track('Product Added', { product_id: 'boot', price: 49.99, currency: 'EUR' });
   * @example
   * twinbeam.ready(() => {
   *   const id = twinbeam.track('Order Completed', { order_id: '7', revenue: 9.5, currency: 'EUR' }); // 'purchase.7'
   * });
   */
  track<Name extends EventName>(
    event: Name,
    properties?: PropertiesOf<Name>,
    options?: TrackOptions,
  ): string | undefined;
  /**
   * Identifies the visitor, for later events and for those that wait for consent. Traits are merged, until another user
   * id is given. User and traits are stored for the session of the tab (see `keepUser`), once consent is granted.
   *
   * @param userId your own id of the user, or the traits; null or undefined adds the traits to the current user
   * @param traits `email`, `phone`, `firstName`, `lastName`, `address`, …
   * @example
   * twinbeam.identify('user-1', { email: 'ada@example.com' });
   * twinbeam.identify({ phone: '+44 20 7946 0000' });
   */
  identify(userId?: string | Traits | null, traits?: Traits | null): void;
  /**
   * Removes user and traits, and creates a new anonymous id. Call it at sign-out.
   * @example twinbeam.reset();
   */
  reset(): void;
  /**
   * Sets the visitor's decision. `granted` sends the queued events; `pending` queues the newest hundred events in
   * memory; `denied` drops them, sends no more events, and removes the cookies and all stored data. `granted` and
   * `denied` are stored for 180 days in a cookie, which the server reads too. Any other state is ignored.
   *
   * @example
   * twinbeam.consent('granted');
   * twinbeam.consent('granted', { dataProcessingOptions: ['LDU'], country: 1, state: 1000 });
   */
  consent(state: ConsentState, options?: ConsentOptions): void;
  /**
   * Sends all messages that are queued for the server. Resolves when the server has responded or cannot be reached, and
   * never rejects.
   * @example await twinbeam.flush();
   */
  flush(): Promise<unknown>;
  /**
   * Calls back as soon as the script has loaded; at once, if it already has. From then on `track` and `page` always
   * return the id, and `on` is available.
   * @example twinbeam.ready(() => twinbeam.on((report) => console.log(report)));
   */
  ready(callback: () => void): void;
  /**
   * Calls back with a report when an event is sent, the Pixel is or is not called, the server responds, or consent
   * changes. An error that the listener throws becomes a warning in the console. The stub has no `on`.
   *
   * @returns a function that removes the listener
   * @example
   * const stop = twinbeam.on((report) => console.log(report.kind, report));
   */
  on(listener: Listener): (() => void) | undefined;
  /**
   * The settings of each pixel, by which the page maps events. The stub does not have them.
   * @example twinbeam.ready(() => console.log(twinbeam.pixels.map(({ pixelId }) => pixelId)));
   */
  pixels: readonly Settings[];
}
