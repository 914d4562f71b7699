import { createTracker, type Report, type TrackerOptions, type TrackerWindow } from '@twinbeam/browser';
import { JSDOM } from 'jsdom';
import { vi } from 'vitest';

/** A message as the server receives it. */
export interface SentMessage {
  type: string;
  event?: string;
  messageId: string;
  timestamp: string;
  properties?: Record<string, unknown>;
  context: Record<string, unknown>;
}

/** A request to the server, from `fetch` or a beacon. */
export interface SentRequest {
  keepalive: boolean | undefined;
  text: string;
  batch: SentMessage[];
  events: (string | undefined)[];
  ids: string[];
}

/** The server's response to a request. */
export type Respond = (request: SentRequest) => Response | Promise<Response>;

/** A Pixel call. */
export type PixelCall = [method: string, ...args: unknown[]];

export interface PageOptions extends Partial<TrackerOptions> {
  url?: string;
  cookies?: string[];
  /** The response to each request; later requests get the last one. Default: the server accepts everything. */
  responses?: Respond[];
  /** Whether the browser accepts each beacon; the last value is used for all later beacons. Default: it does. */
  beacons?: boolean[];
  /** The local storage of another tab. */
  storage?: Storage;
  /** Runs before the tracker is created. */
  prepare?: (window: TrackerWindow) => void;
}

/** Responds that every message is accepted. */
export const accept: Respond = ({ ids }) =>
  Response.json({ results: ids.map((messageId) => ({ messageId, status: 'accepted' })) }, { status: 202 });

/** Reads the body of a request. */
export const toRequest = (text: string, keepalive?: boolean): SentRequest => {
  const { batch } = JSON.parse(text) as { batch: SentMessage[] };
  return {
    keepalive,
    text,
    batch,
    events: batch.map(({ event }) => event),
    ids: batch.map(({ messageId }) => messageId),
  };
};

const takeNext = <Item>(items: Item[]): Item | undefined => (items.length > 1 ? items.shift() : items[0]);

/** Opens a page with a tracker; returns its requests, the Pixel calls, and the tracker's reports. */
export function openPage({
  url = 'https://www.shop.example/a',
  cookies = [],
  responses = [accept],
  beacons = [true],
  storage,
  prepare,
  ...options
}: PageOptions = {}) {
  const { window } = new JSDOM('<!doctype html><head></head>', {
    url,
    referrer: 'https://before.example/',
    // Otherwise the page is hidden.
    pretendToBeVisual: true,
  });
  for (const cookie of cookies) window.document.cookie = cookie;
  const page = window as unknown as TrackerWindow;
  const requests: SentRequest[] = [];
  const sentBeacons: SentRequest[] = [];
  const fetch = async (_url: string, { body, keepalive }: { body: string; keepalive: boolean }) => {
    const request = toRequest(body, keepalive);
    requests.push(request);
    return takeNext(responses)?.(request);
  };
  const sendBeacon = (_url: string, body: string) => {
    sentBeacons.push(toRequest(body));
    return takeNext(beacons);
  };
  Object.assign(page, { fetch });
  Object.assign(page.navigator, { sendBeacon });
  if (storage) Object.defineProperty(page, 'localStorage', { value: storage });
  prepare?.(page);

  const createAnother = (more: Partial<TrackerOptions> = {}) =>
    createTracker({ pixels: [{ pixelId: '1' }], ...options, ...more }, page);
  const tracker = createAnother();
  const reports: Report[] = [];
  tracker.on((report) => void reports.push(report));
  return {
    tracker,
    createAnother,
    window: page,
    document: page.document,
    requests,
    beacons: sentBeacons,
    reports,
    messages: () => requests.flatMap(({ batch }) => batch),
    /** All Pixel calls except `set`. */
    calls: () => ((page.fbq?.queue ?? []) as PixelCall[]).filter(([method]) => method !== 'set'),
    pixelSettings: () => ((page.fbq?.queue ?? []) as PixelCall[]).filter(([method]) => method === 'set'),
    cookie: (name: string) => new RegExp(`(?:^|; )${name}=([^;]*)`).exec(page.document.cookie)?.[1],
    library: () => page.document.querySelector('script'),
    dispatch: (type: string) => void page.dispatchEvent(new window.Event(type)),
  };
}

/** Waits until pending work has finished. */
export const settle = () => new Promise((resolve) => setTimeout(resolve));

/** Advances the fake timers by some milliseconds. */
export const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

/** One second, in milliseconds. */
export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;

/** Returns the messages that a page has stored, one per line. */
export const readStored = ({ window }: { window: Window }) =>
  Object.entries({ ...window.localStorage })
    .flatMap(([name, value]) => (name.startsWith('twinbeam /') ? value : []))
    .join('\n');

/** A `fetch` that gets no response. */
export const unreachable = () => Promise.reject(new TypeError('Failed to fetch'));
