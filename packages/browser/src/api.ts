import type { ConsentState, Settings } from '@twinbeam/shared';
import type { Traits } from './identity/identity-store.js';
import type { BeforeSend } from './pixel/before-send.js';
import type { Listener } from './reports.js';
import type { EventName, PropertiesOf } from './tracker/event-properties.js';
import type { PageViewMode } from './tracker/page-views.js';

/**
 * Options of `createTracker`. All but `pixels` are optional.
 *
 * @example
 * createTracker({ pixels: [{ pixelId: '1234567890' }], consent: 'pending', pageViews: 'on' });
 */
export interface TrackerOptions {
  /**
   * The settings of each pixel, the same that the server maps by. An event goes to every pixel, under one id.
   * @example [{ pixelId: '1234567890', eventMapping: { 'Trial Began': 'StartTrial' } }]
   */
  pixels: Settings[];
  /**
   * The URL that the site's own server accepts messages at, absolute or relative to the page's origin; default `/twin/collect`.
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
   * When the Pixel's library is loaded: `now`, the default, with the first event that may be sent; `defer`, when besides
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
   * The visitor's decision, if the page knows it. Default: what the consent cookie holds, or else `granted`. With
   * `pending` the cookie's decision counts, if there is one; a refusal in the cookie is never overruled by this option.
   * @example 'pending'
   */
  consent?: ConsentState | undefined;
  /**
   * The name of the cookie that holds the decision; default `twinbeam_consent`. The server's option `consent.cookie` must
   * be the same.
   * @example 'shop_consent'
   */
  consentCookie?: string | undefined;
  /**
   * Meaning of the browser's Global Privacy Control while neither visitor nor page has decided: `deny`, the default, is a
   * refusal; `ldu` sends with Limited Data Use; `ignore` is nothing. The server's option `consent.gpc` must be the same.
   * @example 'ldu'
   */
  gpc?: 'deny' | 'ldu' | 'ignore' | undefined;
  /**
   * Changes of the URL that are counted as page views: `off`, the default of `createTracker`, none; `on`, the default of
   * the script tag, the first URL and all that differ before the hash; `hash`, all that differ.
   * @example 'on'
   */
  pageViews?: PageViewMode | undefined;
  /**
   * Query parameters that make a page: only changes of these, or of the path, are page views, also where the URL is
   * replaced. Default: all, where it is not replaced.
   * @example ['category', 'page']
   */
  pageParameters?: string[] | undefined;
  /**
   * Storage of the user and traits of `identify`: `session`, the default, as long as the tab; `local`, until `reset`.
   * @example 'local'
   */
  keepUser?: 'session' | 'local' | undefined;
  /**
   * Looks at each call of the Pixel before it is made: may change or drop it. The script tag does not have it.
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
   * The event id, where another leg sends the same event under it. Beats `event_id` in the properties, and the order of a
   * purchase. An e-mail address is ignored, because ids are sent unhashed, and so is text of more than 512 characters.
   * Default: see `Tracker.track`.
   * @example twinbeam.track('Lead', {}, { eventId: 'lead-42' });
   */
  eventId?: string | undefined;
}

/**
 * Limited Data Use for a visitor, as Meta's `fbq('dataProcessingOptions', …)` has it
 * (https://developers.facebook.com/docs/meta-pixel/implementation/data-processing-options). It is remembered in the consent
 * cookie, and passed to pixels with the setting `limitedDataUse`.
 *
 * @example
 * twinbeam.consent('granted', { dataProcessingOptions: ['LDU'], country: 1, state: 1000 });
 */
export interface ConsentOptions {
  /** `['LDU']` limits, `[]` says that nothing is limited. Default: what the cookie holds stays. */
  dataProcessingOptions?: ['LDU'] | [] | undefined;
  /** 1 for the USA; 0, the default, lets Meta find it out. */
  country?: number | undefined;
  /** 1000 for California, and so on; 0, the default, lets Meta find it out. */
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
   * @param options the event id, where another leg sends the same page view
   * @returns the event id, as `track` does
   * @example
   * twinbeam.page();
   * twinbeam.page('Home', { section: 'shop' });
   */
  page(name?: string, properties?: Record<string, unknown>, options?: TrackOptions): string | undefined;
  /**
   * Sends an event on both legs, in a microtask: as soon as the code that calls it has ended.
   *
   * @param event a name of the e-commerce specification, a standard event of Meta's, or a name of your own
   * @param properties properties of the event, of any names; they are copied at once, and what JSON cannot hold is left out
   * @param options the event id, where another leg sends the same event
   * @returns the event id: that of the options, or else `event_id` of the properties, or else of a purchase with an order
   * `purchase.<order id>`, or else a random one. Undefined when consent is denied. Undefined too when the script has not
   * loaded yet and the stub cannot be sure of the id: with an order number and no explicit id, because the settings, which
   * the script knows, decide whether the event is a purchase. In a callback of `ready` the id is always known.
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
   * Identifies the visitor, for the events that follow and for those that wait for consent. Traits add up, until another
   * user id is given. Stored for the session of the tab (see `keepUser`), once consent is granted.
   *
   * @param userId your own id of the user, or the traits; null, like none, adds traits to the user that is known
   * @param traits `email`, `phone`, `firstName`, `lastName`, `address`, …
   * @example
   * twinbeam.identify('user-1', { email: 'ada@example.com' });
   * twinbeam.identify({ phone: '+44 20 7946 0000' });
   */
  identify(userId?: string | Traits | null, traits?: Traits | null): void;
  /**
   * Removes user and traits, and starts another anonymous id. To be called at sign-out.
   * @example twinbeam.reset();
   */
  reset(): void;
  /**
   * Tells what the visitor has decided. `granted` sends the events that wait; `pending` lets events wait in memory, the
   * newest hundred; `denied` drops them, sends nothing more, and removes cookies and everything stored. `granted` and
   * `denied` are remembered for 180 days in a cookie, which the server reads too. Any other state is ignored.
   *
   * @example
   * twinbeam.consent('granted');
   * twinbeam.consent('granted', { dataProcessingOptions: ['LDU'], country: 1, state: 1000 });
   */
  consent(state: ConsentState, options?: ConsentOptions): void;
  /**
   * Sends what waits for the server. Resolves when the server has responded or cannot be reached, and never rejects.
   * @example await twinbeam.flush();
   */
  flush(): Promise<unknown>;
  /**
   * Calls back as soon as the script has loaded: at once, if it has. From then on `track` and `page` return every id, and
   * `on` is there.
   * @example twinbeam.ready(() => twinbeam.on((report) => console.log(report)));
   */
  ready(callback: () => void): void;
  /**
   * Calls back with a report of each thing that happens: an event was sent, the Pixel was called or not, the server has
   * responded, consent has changed. What the listener throws becomes a warning in the console. The stub does not have it.
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
