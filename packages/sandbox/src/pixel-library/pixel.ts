import { keepCookies, readCookie } from './cookies.js';
import { sendHit } from './hit.js';
import { hashUserData } from './user-data.js';

/** The function on the page, as Meta's stub makes it. */
export interface Fbq {
  (...call: unknown[]): void;
  callMethod?: (...call: unknown[]) => void;
  queue: unknown[][];
  disablePushState?: boolean;
  allowDuplicatePageViews?: boolean;
  getState?: () => object;
}

type Fields = Record<string, unknown>;

/** Takes over from the stub. */
export function installPixel(fbq: Fbq, endpoint: string): void {
  const pixels = new Map<string, Fields>();
  const viewed = new Set<string>();
  let granted = true;
  let held: (() => void)[] = [];
  let dataProcessing: unknown[] | undefined;

  const fire = (pixelId: string, name: string, data: Fields, options: { eventID?: string }) => {
    const userData = pixels.get(pixelId);
    if (!userData) return console.warn(`[sandbox pixel] ${pixelId} was not initialised`);
    if (name === 'PageView') {
      if (viewed.has(pixelId) && !fbq.allowDuplicatePageViews) return undefined;
      viewed.add(pixelId);
    }
    const at = { url: location.href, referrer: document.referrer, time: Date.now() };
    const send = () => {
      keepCookies();
      const hit = new URLSearchParams({
        id: pixelId,
        ev: name,
        dl: at.url,
        rl: at.referrer,
        if: String(window.top !== window),
        ts: String(at.time),
        v: 'sandbox',
      });
      for (const [key, value] of Object.entries(data)) {
        if (value !== undefined)
          hit.set(`cd[${key}]`, typeof value === 'object' ? JSON.stringify(value) : String(value));
      }
      for (const [key, value] of Object.entries(userData)) hit.set(`ud[${key}]`, String(value));
      if (options.eventID) hit.set('eid', options.eventID);
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
      sendHit(endpoint, hit);
    };
    if (granted) send();
    else held.push(send);
    return undefined;
  };

  const methods: Record<string, (...args: never[]) => void> = {
    init(pixelId: string, userData?: Fields) {
      // User data counts in the first init of a pixel only.
      if (pixels.has(pixelId)) console.warn(`[sandbox pixel] duplicate init of ${pixelId} ignored`);
      else pixels.set(pixelId, hashUserData(userData ?? {}));
    },
    track(name: string, data?: Fields, options?: Fields) {
      for (const pixelId of pixels.keys()) fire(pixelId, name, data ?? {}, options ?? {});
    },
    trackCustom(name: string, data?: Fields, options?: Fields) {
      for (const pixelId of pixels.keys()) fire(pixelId, name, data ?? {}, options ?? {});
    },
    trackSingle: (pixelId: string, name: string, data?: Fields, options?: Fields) =>
      fire(pixelId, name, data ?? {}, options ?? {}),
    trackSingleCustom: (pixelId: string, name: string, data?: Fields, options?: Fields) =>
      fire(pixelId, name, data ?? {}, options ?? {}),
    consent(state: 'grant' | 'revoke') {
      granted = state === 'grant';
      if (!granted) return;
      const waiting = held;
      held = [];
      for (const send of waiting) send();
    },
    dataProcessingOptions(...options: unknown[]) {
      dataProcessing = options;
    },
    set: () => undefined,
  };

  fbq.getState = () => ({ pixels: [...pixels.keys()].map((id) => ({ id })) });
  fbq.callMethod = (...call: unknown[]) => {
    const [name, ...args] = call as [string, ...never[]];
    methods[name]?.(...args);
  };
  for (const call of fbq.queue.splice(0)) fbq.callMethod(...Array.from(call));
  if (!fbq.disablePushState) watchHistory(() => methods.track?.(...(['PageView'] as never[])));
}

/** Without the page's word against it, each change of the history is a page view. */
function watchHistory(changed: () => void): void {
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name];
    history[name] = function patched(...args) {
      const before = location.href;
      original.apply(this, args);
      if (location.href !== before) changed();
    };
  }
  window.addEventListener('popstate', changed);
}
