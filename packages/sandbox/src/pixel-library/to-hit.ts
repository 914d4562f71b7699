import { readCookie } from './cookies.js';

type Fields = Record<string, unknown>;

/** An event of the page, before it becomes a hit. */
export interface PageEvent {
  pixelId: string;
  name: string;
  data: Fields;
  /** Hashed. */
  userData: Fields;
  eventId: string | undefined;
  url: string;
  referrer: string;
  /** Milliseconds since 1970. */
  time: number;
}

/** Maps an event to the parameters of a request to `/tr/`. It reads the cookies at the time of the call. */
export function toHit(event: PageEvent, dataProcessing: unknown[] | undefined): URLSearchParams {
  const hit = new URLSearchParams({
    id: event.pixelId,
    ev: event.name,
    dl: event.url,
    rl: event.referrer,
    if: String(window.top !== window),
    ts: String(event.time),
    v: 'sandbox',
  });
  for (const [key, value] of Object.entries(event.data)) {
    if (value !== undefined) hit.set(`cd[${key}]`, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  for (const [key, value] of Object.entries(event.userData)) hit.set(`ud[${key}]`, String(value));
  if (event.eventId) hit.set('eid', event.eventId);
  for (const key of ['fbp', 'fbc']) {
    const value = readCookie(`_${key}`);
    if (value) hit.set(key, value);
  }
  if (dataProcessing) {
    const [options, country = 0, state = 0] = dataProcessing;
    for (const [key, value] of Object.entries({ dpo: options, dpoco: country, dpost: state })) {
      hit.set(key, String(value));
    }
  }
  return hit;
}
