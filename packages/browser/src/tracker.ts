import { type Finding, mapEvent, type Settings } from '@twinbeam/shared/core';
import { createDelivery } from './delivery.js';
import { createIdentityStore, type Traits } from './identity.js';
import { createId } from './message-id.js';
import { createPixel, type PixelWindow } from './pixel.js';
import { pixelUserData } from './pixel-user-data.js';

/** What a tracker needs to know. */
export interface TrackerOptions {
  /** The settings of each pixel, the same that the server maps by. */
  pixels: Settings[];
  /** Where the site's own server takes messages; default `/twin/collect`. */
  collectUrl?: string;
  /** Default Meta's library. */
  pixelLibraryUrl?: string;
  /** The nonce of the page's content security policy, for the Pixel's script. */
  nonce?: string;
  /** Lets the server notice that it maps by other settings. */
  settingsHash?: string;
}

/** How a single event is sent. */
export interface TrackOptions {
  /** The event id, when it is known before: the same as another leg sends. */
  eventId?: string | undefined;
  /** The id that the stub has given to a call that it queued. */
  messageId?: string | undefined;
}

/** The calls that a page makes. None of them throws. */
export interface Tracker {
  /**
   * Counts a page view, on both legs.
   * @returns the event id
   * @example twinbeam.page();
   */
  page(name?: string, properties?: Record<string, unknown>, options?: TrackOptions): string | undefined;
  /**
   * Sends an event on both legs: a name of the e-commerce specification, a standard event of Meta's, or your own.
   * @returns the event id
   * @example twinbeam.track('Product Added', { product_id: 'boot', price: 49.99, currency: 'EUR' });
   */
  track(event: string, properties?: Record<string, unknown>, options?: TrackOptions): string | undefined;
  /**
   * Says who the visitor is, for the events that follow; kept for the session.
   * @example twinbeam.identify('user-1', { email: 'ada@example.com' });
   */
  identify(userId?: string | Traits, traits?: Traits): void;
  /** Forgets user and traits, at sign-out. */
  reset(): void;
  /** Sends what waits; resolves when the server has answered, and never rejects. */
  flush(): Promise<unknown>;
  /** Calls back once the tracker is there, which it is. */
  ready(callback: () => void): void;
}

/** A tracker on a page, all of whose options are given. */
export function startTracker(options: Required<TrackerOptions>, window: TrackerWindow): Tracker {
  const identity = createIdentityStore(window);
  const firePixel = guard(createPixel(window, options.pixelLibraryUrl, options.nonce));
  const delivery = createDelivery(window, options, () => undefined);

  const fire = (
    type: 'page' | 'track',
    name?: string,
    properties?: Record<string, unknown>,
    { eventId, messageId = createId() }: TrackOptions = {},
  ) => {
    const visitor = identity.current();
    const message = {
      ...visitor,
      type,
      name,
      event: name,
      messageId,
      timestamp: new Date(),
      properties,
      // Beats what the message's own properties would make the event's id.
      traits: { event_id: eventId },
    };
    // Before the Pixel, so that a library that throws takes nothing with it.
    delivery.send(message);
    let sent = messageId;
    for (const settings of options.pixels) {
      const findings: Finding[] = [];
      const event = mapEvent({ type, message }, settings, { findings });
      // What the server would refuse must not count in the browser alone.
      if (!findings[0]) firePixel(settings.pixelId, event, pixelUserData(visitor, settings));
      sent = event.eventId ?? sent;
    }
    return sent;
  };

  return {
    page: guard(fire.bind(null, 'page')),
    track: guard(fire.bind(null, 'track')),
    identify: guard((userId, traits) =>
      typeof userId === 'object' ? identity.identify(undefined, userId) : identity.identify(userId, traits),
    ),
    reset: guard(identity.reset),
    flush: delivery.flush,
    ready: guard((callback) => callback()),
  };
}

export type TrackerWindow = PixelWindow & typeof globalThis;

/** The page must not break because its tracking does. */
export function guard<Args extends unknown[], Result>(call: (...args: Args) => Result) {
  return (...args: Args): Result | undefined => {
    try {
      return call(...args);
    } catch (error) {
      console.warn(error);
      return undefined;
    }
  };
}
