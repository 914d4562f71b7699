import { keepCookies } from './cookies.js';
import { createPixelState, type PixelState } from './pixel-state.js';
import { sendHit } from './send-hit.js';
import { type PageEvent, toHit } from './to-hit.js';
import { watchHistory } from './watch-history.js';

/** The function on the page, as Meta's stub creates it. */
export interface Fbq {
  (...call: unknown[]): void;
  callMethod?: (...call: unknown[]) => void;
  queue: unknown[][];
  disablePushState?: boolean;
  allowDuplicatePageViews?: boolean;
  getState?: () => object;
}

type Fields = Record<string, unknown>;
type Methods = Record<string, (...args: never[]) => void>;

/** Takes over from the stub: runs the calls that it has queued, and those that follow at once. */
export function installPixel(fbq: Fbq, endpoint: string): void {
  const state = createPixelState();
  const fire = createFire(fbq, state, endpoint);
  const methods = createMethods(state, fire);

  fbq.getState = () => ({ pixels: [...state.pixels.keys()].map((id) => ({ id })) });
  fbq.callMethod = (...call: unknown[]) => {
    const [name, ...args] = call as [string, ...never[]];
    methods[name]?.(...args);
  };
  for (const call of fbq.queue.splice(0)) fbq.callMethod(...Array.from(call));
  if (!fbq.disablePushState) watchHistory(() => fbq.callMethod?.('track', 'PageView'));
}

/** Fires an event for one pixel. */
type Fire = (pixelId: string, name: string, data?: Fields, options?: { eventID?: string }) => void;

function createFire(fbq: Fbq, state: PixelState, endpoint: string): Fire {
  return (pixelId, name, data = {}, { eventID } = {}) => {
    const userData = state.pixels.get(pixelId);
    if (!userData) return console.warn(`[sandbox pixel] ${pixelId} was not initialised`);
    if (name === 'PageView') {
      if (state.viewed.has(pixelId) && !fbq.allowDuplicatePageViews) return;
      state.viewed.add(pixelId);
    }
    const event: PageEvent = {
      pixelId,
      name,
      data,
      userData,
      eventId: eventID,
      url: location.href,
      referrer: document.referrer,
      time: Date.now(),
    };
    state.whenGranted(() => {
      keepCookies();
      sendHit(endpoint, toHit(event, state.dataProcessing));
    });
  };
}

function createMethods(state: PixelState, fire: Fire): Methods {
  const fireAll = (name: string, data?: Fields, options?: Fields) => {
    for (const pixelId of state.pixels.keys()) fire(pixelId, name, data, options);
  };
  return {
    init: state.addPixel,
    track: fireAll,
    trackCustom: fireAll,
    trackSingle: fire,
    trackSingleCustom: fire,
    consent: (decision: 'grant' | 'revoke') => state.setConsent(decision === 'grant'),
    dataProcessingOptions(...options: unknown[]) {
      state.dataProcessing = options;
    },
    set: () => undefined,
  };
}
