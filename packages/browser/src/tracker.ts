import { type EventMessage, eventIdOf, type Message, resolveEvent, type Settings } from '@twinbeam/shared/core';
import { createDelivery } from './delivery.js';
import { createIdentityStore, type Traits } from './identity.js';
import type { Mapper } from './mapper.js';
import { createId } from './message-id.js';
import { createPixel, type PixelWindow } from './pixel.js';
import type { Listener, Report } from './report.js';

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
  /**
   * Calls back with a report of each thing that happens to an event: it became a message, the Pixel was told of it or
   * not, the server has answered.
   * @returns stops it
   * @example twinbeam.on((report) => console.log(report));
   */
  on(listener: Listener): (() => void) | undefined;
}

/**
 * A tracker on a page, all of whose options are given.
 *
 * @param loadMapper gives the mapper, at once or when it has arrived
 */
export function startTracker(
  options: Required<TrackerOptions>,
  window: TrackerWindow,
  loadMapper: (use: (mapper: Mapper) => void) => void,
): Tracker {
  const { pixels } = options;
  const listeners: Listener[] = [];
  const emit = (report: Report) => {
    for (const listener of listeners) guard(listener)(report);
  };
  const identity = createIdentityStore(window);
  const firePixel = guard(createPixel(window, options.pixelLibraryUrl, options.nonce));
  const delivery = createDelivery(window, options, (results) => emit({ kind: 'server', results }));

  /** Messages that wait for the mapper. */
  const unmapped: Message[] = [];
  let map: Mapper | undefined;
  const firePixels = (message: Message) => {
    if (!map) return unmapped.push(message);
    for (const settings of pixels) {
      const { call, userData, problems } = map(message, settings);
      // What the server would refuse must not count in the browser alone.
      if (call) firePixel(call, userData);
      emit({ kind: 'pixel', messageId: message.messageId as string, pixelId: settings.pixelId, call, problems });
    }
    return undefined;
  };
  loadMapper((mapper) => {
    map = mapper;
    unmapped.splice(0).forEach(guard(firePixels));
  });

  const fire = (
    type: 'page' | 'track',
    name?: string,
    properties?: Record<string, unknown>,
    { eventId, messageId = createId() }: TrackOptions = {},
  ) => {
    // As the server reads it, and at once: the page may go on changing what it has passed.
    const message: Message = JSON.parse(
      JSON.stringify({
        ...identity.current(),
        type,
        name,
        event: name,
        messageId,
        timestamp: new Date(),
        properties,
        // Beats what the message's own properties would make the event's id.
        traits: { event_id: eventId },
      }),
    );
    emit({ kind: 'event', message });
    // Before the Pixel, so that a library that throws takes nothing with it.
    delivery.send(message);
    guard(firePixels)(message);
    const [settings = { pixelId: '' }] = pixels;
    return eventIdOf(message, resolveEvent({ type, message } as EventMessage, settings).name, settings);
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
    on: guard((listener) => {
      listeners.push(listener);
      return () => void listeners.splice(listeners.indexOf(listener), 1);
    }),
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
