import type { ConsentState, Settings } from '@twinbeam/shared';
import type { EventName, PropertiesOf } from './events.js';
import type { Traits } from './identity/identity.js';
import type { PageViewMode } from './tracker/page-views.js';
import type { Listener } from './tracker/report.js';

/** What a tracker needs to know. */
export interface TrackerOptions {
  /** The settings of each pixel, the same that the server maps by. */
  pixels: Settings[];
  /** Where the site's own server takes messages; default `/twin/collect`. */
  collectUrl?: string;
  /** Default Meta's library. */
  pixelLibraryUrl?: string;
  /** `defer` loads Meta's library only when the page has loaded and is idle; default `now`. */
  pixelLoad?: 'now' | 'defer';
  /** The nonce of the page's content security policy, for the Pixel's script. */
  nonce?: string;
  /** Lets the server notice that it maps by other settings. */
  settingsHash?: string;
  /**
   * What the visitor has said, if the page knows it. Without it, or with `pending`, what the cookie remembers counts,
   * and without that too `pending` if given, else `granted`.
   */
  consent?: ConsentState | undefined;
  /** The cookie that remembers it; default `twinbeam_consent`. */
  consentCookie?: string;
  /** Whether the tracker counts page views by itself; default `off` for `createTracker`, `on` for the script tag. */
  pageViews?: PageViewMode;
  /** Where what `identify` was told is kept: for the session of the tab, or until `reset`; default `session`. */
  keepUser?: 'session' | 'local';
}

/** How a single event is sent. */
export interface TrackOptions {
  /** The event id, when it is known before: the same as another leg sends. */
  eventId?: string | undefined;
  /** The id that the stub has given to a call that it queued. */
  messageId?: string | undefined;
}

/** Limited Data Use for a visitor, as `fbq('dataProcessingOptions', …)` takes it. */
export interface ConsentOptions {
  /** `['LDU']` limits, `[]` says that nothing is limited. */
  dataProcessingOptions?: ['LDU'] | [] | undefined;
  /** 1 for the USA; 0, the default, lets Meta find out. */
  country?: number;
  /** 1000 for California, and so on; 0, the default, lets Meta find out. */
  state?: number;
}

/** The calls that a page makes. None of them throws. */
export interface Tracker {
  /**
   * Counts a page view, on both legs.
   * @returns the event id; undefined when consent is denied
   * @example twinbeam.page();
   */
  page(name?: string, properties?: Record<string, unknown>, options?: TrackOptions): string | undefined;
  /**
   * Sends an event on both legs: a name of the e-commerce specification, a standard event of Meta's, or your own.
   * @returns the event id; undefined when consent is denied
   * @example twinbeam.track('Product Added', { product_id: 'boot', price: 49.99, currency: 'EUR' });
   */
  track<Name extends EventName>(
    event: Name,
    properties?: PropertiesOf<Name>,
    options?: TrackOptions,
  ): string | undefined;
  /**
   * Says who the visitor is, for the events that follow; kept for the session.
   * @example twinbeam.identify('user-1', { email: 'ada@example.com' });
   */
  identify(userId?: string | Traits, traits?: Traits): void;
  /** Forgets user and traits, at sign-out. */
  reset(): void;
  /**
   * Says what the visitor has decided. `pending` holds events in memory, `granted` sends what was held, `denied` forgets
   * it, sends nothing more, and removes cookies and whatever is stored. A decision is remembered in a cookie, which the
   * server reads too.
   * @example twinbeam.consent('granted');
   * @example twinbeam.consent('granted', { dataProcessingOptions: ['LDU'], country: 1, state: 1000 });
   */
  consent(state: ConsentState, options?: ConsentOptions): void;
  /** Sends what waits; resolves when the server has answered, and never rejects. */
  flush(): Promise<unknown>;
  /** Calls back once the tracker is there, which it is. */
  ready(callback: () => void): void;
  /**
   * Calls back with a report of each thing that happens: an event went out, the Pixel was told of it or not, the server
   * has answered, consent has changed.
   * @returns stops it
   * @example twinbeam.on((report) => console.log(report));
   */
  on(listener: Listener): (() => void) | undefined;
}
