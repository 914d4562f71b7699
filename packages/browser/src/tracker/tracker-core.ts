import { createCookieJar } from '../identity/cookie-jar.js';
import { createIdentityStore } from '../identity/identity-store.js';
import { guard } from '../page/guard.js';
import { listen } from '../page/listen.js';
import { createSafeDocument } from '../page/safe-document.js';
import type { PixelWindow } from '../pixel/fbq.js';
import type { ToPixelEvent } from '../pixel/to-pixel-event.js';
import { watchConsent } from '../pixel/watch-consent.js';
import { createReports } from '../reports.js';
import type { Tracker, TrackerOptions } from './api.js';
import { createCalls, type TrackEvent } from './calls.js';
import { checkArgument } from './check-argument.js';
import { createConsentCookie } from './consent-cookie.js';
import { createConsentGate } from './consent-gate.js';
import { createMessage } from './create-message.js';
import { type CompleteVisitor, createEventQueue } from './event-queue.js';
import { createEventSender } from './event-sender.js';
import { watchPageViews } from './page-views.js';
import { createPurchaseLog } from './purchase-log.js';

/**
 * The window that a tracker works in.
 *
 * @example
 * createTracker(options, frame.contentWindow as TrackerWindow);
 */
export type TrackerWindow = PixelWindow & typeof globalThis;

/** Options without a default, for which undefined has a meaning. */
type WithoutDefault = 'consent' | 'pageParameters';

type FilledOptions = {
  [Name in keyof Omit<TrackerOptions, 'beforeSend'>]-?: Name extends WithoutDefault
    ? TrackerOptions[Name]
    : NonNullable<TrackerOptions[Name]>;
};

/** All options of a tracker. */
export interface CoreOptions extends FilledOptions {
  /** Tells the server if the page maps by different settings; empty if the page was not configured by the server. */
  settingsHash: string;
}

/** A tracker that has not started yet. */
export interface TrackerCore {
  tracker: Tracker;
  /** Starts sending, if consent allows it. Before this, no event is sent, unless the page has called `consent`. */
  start(): void;
  /** Starts to track page views, unless the option is `off`. */
  watchPageViews(): void;
}

/**
 * Creates the tracker of a page: an event becomes a message at once, waits at the consent gate, and is sent on both
 * legs.
 *
 * @param toPixelEvent the mapper of the Pixel leg
 */
export function createTrackerCore(
  options: CoreOptions,
  window: TrackerWindow,
  toPixelEvent: ToPixelEvent,
  completeVisitor: CompleteVisitor = (done) => done(),
): TrackerCore {
  const document = createSafeDocument(window);
  const [settings = { pixelId: '' }] = options.pixels;
  const cookies = createCookieJar(window);
  const reports = createReports();
  const identity = createIdentityStore(window, cookies, options.keepUser);
  const sender = createEventSender(window, options, {
    identity,
    reports,
    purchaseLog: createPurchaseLog(window, settings.pixelId),
    toPixelEvent,
    hasConsent: () => gate.state() === 'granted',
    watchPixel: () => watchPixel(),
    onResponse() {
      // The response may have set cookies of a visitor who has withdrawn consent or signed out.
      if (gate.state() === 'denied') identity.forget();
      else identity.keepReset();
    },
  });
  const { globalPrivacyControl } = window.navigator as Navigator & { globalPrivacyControl?: boolean };
  const gate = createConsentGate({
    document,
    cookie: createConsentCookie(cookies, options.consentCookie),
    option: options.consent,
    gpc: globalPrivacyControl ? options.gpc : 'ignore',
    onChange(state) {
      if (state === 'denied') {
        queue.clear();
        sender.forget();
      }
      guard(sender.consent)(gate.cookieValue());
      reports.emit({ kind: 'consent', state });
      queue.release();
    },
  });
  const watchPixel = watchConsent(window, gate.setByPixel);
  const queue = createEventQueue({
    gate,
    identity,
    sender,
    completeVisitor,
    watchPixel,
    reports,
  });
  listen(document, 'prerenderingchange', queue.release);

  // Browser extensions that hide the referrer may have removed it.
  let referrer = document.referrer || '';
  const trackEvent: TrackEvent = (type, name, properties, trackOptions, messageId) => {
    checkArgument(type, 1, name ?? '', 'string');
    checkArgument(type, 2, properties, 'object');
    checkArgument(type, 3, trackOptions, 'object');
    if (gate.state() === 'denied') return undefined;
    const page = { url: window.location.href, referrer };
    const created = createMessage({ type, name, properties, options: trackOptions, messageId, page }, settings);
    queue.add(created);
    // Another tab may have withdrawn consent.
    return gate.state() === 'denied' ? undefined : created.eventId;
  };
  const tracker = createCalls({ gate, identity, sender, reports, pixels: options.pixels, trackEvent });

  return {
    tracker,
    start: guard(() => {
      watchPixel();
      gate.start();
    }),
    watchPageViews: guard(() => {
      if (options.pageViews === 'off') return;
      watchPageViews(window, options, (previousUrl = referrer) => {
        referrer = previousUrl;
        tracker.page();
      });
    }),
  };
}
