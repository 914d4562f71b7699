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
import { createConsentCookie } from './consent-cookie.js';
import { createConsentGate } from './consent-gate.js';
import { type CreatedMessage, createMessage, type EventCall } from './create-message.js';
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

/** The maximum number of events that wait for consent. */
const maxWaiting = 100;

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
 * @param completeVisitor looks up more data about the visitor. It is called when events may be sent, and they wait
 * until it calls `done`
 */
export function createTrackerCore(
  options: CoreOptions,
  window: TrackerWindow,
  toPixelEvent: ToPixelEvent,
  completeVisitor: (done: () => void, isAllowed: () => boolean) => void = (done) => done(),
): TrackerCore {
  const { location } = window;
  const document = createSafeDocument(window);
  const [settings = { pixelId: '' }] = options.pixels;
  const cookies = createCookieJar(window);
  const reports = createReports();
  const identity = createIdentityStore(window, cookies, options.keepUser);
  /** Events that wait for consent; when there are too many, the oldest is dropped. */
  const waiting: CreatedMessage[] = [];
  // Browser extensions that hide the referrer may have removed it.
  let referrer = document.referrer || '';

  const sender = createEventSender(window, options, {
    identity,
    reports,
    purchaseLog: createPurchaseLog(window, settings.pixelId),
    toPixelEvent,
    isAllowed: () => gate.state() === 'granted',
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
        waiting.length = 0;
        sender.forget();
      }
      guard(sender.consent)(gate.cookieValue());
      reports.emit({ kind: 'consent', state });
      release();
    },
  });
  const watchPixel = watchConsent(window, gate.setByPixel);
  let isVisitorComplete = false;
  /** Sends the queued events, if consent allows it. */
  const release = () => {
    watchPixel();
    if (!gate.isOpen()) return;
    identity.start();
    if (!isVisitorComplete) {
      completeVisitor(onVisitorComplete, gate.isOpen);
      return;
    }
    for (const created of waiting.splice(0)) {
      // A listener may have refused consent when it was told of the event before.
      if (gate.state() !== 'denied') guard(sender.send)(created, gate.messageContext());
    }
    void sender.fire();
  };
  const onVisitorComplete = guard(() => {
    isVisitorComplete = true;
    release();
  });
  const trackEvent = (call: Omit<EventCall, 'page'>) => {
    if (gate.state() === 'denied') return undefined;
    const created = createMessage({ ...call, page: { url: location.href, referrer } }, settings);
    waiting.push(created);
    if (waiting.length > maxWaiting) waiting.shift();
    release();
    if (waiting[0]) reports.emit({ kind: 'queued', count: waiting.length });
    // Another tab may have withdrawn consent.
    return gate.state() === 'denied' ? undefined : created.eventId;
  };

  listen(document, 'prerenderingchange', release);
  const createCall = (type: EventCall['type']): Tracker['page'] =>
    guard((name, properties, options) => trackEvent({ type, name, properties, options }));
  const page = createCall('page');
  return {
    tracker: {
      page,
      track: createCall('track'),
      identify: guard(identity.identify),
      reset: guard(identity.reset),
      consent: guard(gate.set),
      flush: sender.flush,
      ready: guard((callback) => callback()),
      on: guard(reports.on),
      pixels: options.pixels,
    },
    start: guard(() => {
      watchPixel();
      gate.start();
    }),
    watchPageViews: guard(() => {
      if (options.pageViews === 'off') return;
      watchPageViews(window, options, (previousUrl = referrer) => {
        referrer = previousUrl;
        page();
      });
    }),
  };
}
