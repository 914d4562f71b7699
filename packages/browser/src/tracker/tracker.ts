import { type ConsentState, type Message, parseConsent, resolveEvent, selectEventId } from '@twinbeam/shared';
import type { Tracker, TrackerOptions, TrackOptions } from '../api.js';
import { createDelivery } from '../delivery/delivery.js';
import { guard } from '../guard.js';
import { createCookieJar } from '../identity/document-cookie.js';
import { createIdentityStore } from '../identity/identity.js';
import type { PixelWindow } from '../pixel/pixel.js';
import type { CreatePixelLeg, PixelLeg } from '../pixel/pixel-leg.js';
import { copyOf } from './copy.js';
import { createId } from './message-id.js';
import { watchPageViews } from './page-views.js';
import { createSentLog } from './purchase-log.js';
import type { Listener, Report } from './report.js';

export type TrackerWindow = PixelWindow & typeof globalThis;

/** A message on its way, and its id if it is a purchase that is to be sent once. */
type Held = [message: Message, purchase: string | undefined];

/** Messages that wait for consent, and those that wait for the Pixel's leg; the oldest give way. */
const maxHeld = 100;
/** How long a decision is remembered, in seconds. */
const consentMaxAge = 180 * 24 * 60 * 60;

/**
 * A tracker on a page, all of whose options are given. It does nothing before `begin`, but for what it is told of consent.
 *
 * @param loadPixelLeg gives the Pixel's leg, at once or when it has arrived
 * @returns the tracker; what begins by what is known of consent; what counts page views from now on
 */
export function startTracker(
  options: Required<TrackerOptions>,
  window: TrackerWindow,
  loadPixelLeg: (use: (create: CreatePixelLeg) => void) => void,
): [tracker: Tracker, begin: () => void, watch: () => void] {
  const { document, location } = window;
  const { pixels, consentCookie } = options;
  const [settings = { pixelId: '' }] = pixels;
  const cookies = createCookieJar(window);
  const [readCookie, writeCookie, removeCookie] = cookies;
  const identity = createIdentityStore(window, cookies, `${options.keepUser}Storage`);
  const sentLog = createSentLog(window, settings.pixelId);

  const listeners: Listener[] = [];
  const emit = (report: Report) => {
    for (const listener of listeners) guard(listener)(report);
  };

  let consent: ConsentState | undefined;
  /** The same as the cookie has it, with Limited Data Use. */
  let said = '';
  let referrer = document.referrer;
  let held: Held[] = [];
  /** Messages that wait for the Pixel's leg, which is `null` as long as it is on its way. */
  let unfired: Message[] = [];
  let pixelLeg: PixelLeg | null | undefined;
  const delivery = createDelivery(
    window,
    options,
    (results) => {
      for (const { status, messageId } of results) if (status === 'rejected') sentLog.remove(messageId);
      emit({ kind: 'server', results });
    },
    () => consent === 'denied' && identity.forget(),
  );

  const send = ([message, purchase]: Held) => {
    if (purchase && !sentLog.add(purchase, message.messageId)) return;
    const { context, ...visitor } = identity.current();
    Object.assign(message, visitor);
    Object.assign(message.context as object, context, { consent: said });
    emit({ kind: 'event', message });
    // Before the Pixel, so that a library that throws takes nothing with it.
    delivery.send(message);
    unfired.push(message);
    if (unfired.length > maxHeld) unfired.shift();
  };

  const firePixel = () => {
    pixelLeg?.consent(said);
    for (const message of pixelLeg ? unfired.splice(0) : []) {
      // It may come again once it is mended.
      if (!guard(() => pixelLeg?.fire(message))()) sentLog.remove(message.messageId);
    }
  };

  /** Sends what is held, if it may be sent and the page is more than a guess of the browser's. */
  const release = () => {
    // Another tab may have been told, or a page that comes back from the browser's cache.
    if (consent !== 'denied' && remembered() === 'denied') decide('denied');
    if (consent !== 'granted' || (document as { prerendering?: boolean }).prerendering) return;
    identity.start();
    for (const waiting of held.splice(0)) guard(send)(waiting);
    if (pixelLeg === undefined) {
      pixelLeg = null;
      loadPixelLeg(
        guard((create) => {
          // Consent may have been withdrawn while it was on its way.
          pixelLeg = consent === 'granted' ? create(window, options, emit) : undefined;
          firePixel();
        }),
      );
    }
    guard(firePixel)();
  };

  const remembered = () => parseConsent(readCookie(consentCookie))?.state;
  const rememberedLimits = () => readCookie(consentCookie)?.match(/\.(LDU)?\.\d+\.\d+/)?.[0] ?? '';
  const decide = (state: ConsentState, limits = rememberedLimits()) => {
    consent = state;
    said = state + limits;
    if (state === 'denied') {
      held = [];
      unfired = [];
      delivery.forget();
      identity.forget();
    }
    guard(firePixel)();
    emit({ kind: 'consent', state });
    release();
  };

  const fire = (
    type: 'page' | 'track',
    name?: string,
    properties?: Record<string, unknown>,
    options?: TrackOptions | null,
  ) => {
    const { eventId, messageId = createId() } = options ?? {};
    if (consent === 'denied') return undefined;
    const message: Message = copyOf({
      type,
      name,
      event: name,
      messageId,
      timestamp: new Date(),
      properties,
      // Beats what the message's own properties would make the event's id.
      traits: { event_id: eventId },
      context: { page: { url: location.href, referrer } },
    });
    const event = resolveEvent(type, message, settings).name;
    const id = selectEventId(message, event, settings);
    held.push([message, event === 'Purchase' && id !== messageId ? id : undefined]);
    if (held.length > maxHeld) held.shift();
    release();
    // It may just have been found to be denied.
    return (consent as ConsentState) === 'denied' ? undefined : id;
  };

  const page = guard(fire.bind(null, 'page'));
  const tracker: Tracker = {
    page,
    track: guard(fire.bind(null, 'track')),
    identify: guard((userId, traits) =>
      typeof userId === 'object' ? identity.identify(undefined, userId) : identity.identify(userId, traits),
    ),
    reset: guard(identity.reset),
    consent: guard((state, options) => {
      if (!/^(granted|denied|pending)$/.test(state)) return;
      const { dataProcessingOptions, country, state: region } = options ?? {};
      const limits = dataProcessingOptions
        ? `.${dataProcessingOptions}.${Number(country) || 0}.${Number(region) || 0}`
        : rememberedLimits();
      if (state !== 'pending') {
        // One that a server has written for the host alone would stand before ours.
        removeCookie(consentCookie);
        writeCookie(consentCookie, state + limits, consentMaxAge);
      }
      decide(state, limits);
    }),
    flush: delivery.flush,
    ready: guard((callback) => callback()),
    on: guard((listener) => {
      listeners.push(listener);
      return () => void listeners.splice(listeners.indexOf(listener), 1);
    }),
  };

  document.addEventListener('prerenderingchange', guard(release));
  return [
    tracker,
    guard(() => {
      // A page that waits for a decision goes on with the one that was made before, and a refusal stays one.
      const { consent: given = 'granted' } = options;
      const known = remembered();
      const asks = !options.consent || given === 'pending';
      if (!consent) decide(known && (asks || known === 'denied') ? known : given);
    }),
    guard(() => {
      if (options.pageViews !== 'off') {
        watchPageViews(window, options.pageViews, (before = referrer) => {
          referrer = before;
          page();
        });
      }
    }),
  ];
}
