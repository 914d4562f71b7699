import { watchClicks } from './automatic-events.js';
import { type Configurations, createConfigurations } from './configurations.js';
import { renewCookies } from './cookies.js';
import type { Fbq } from './fbq.js';
import type { Fields } from './fields.js';
import { type PageEvent, toHit } from './hit.js';
import { createLocks, type Locks } from './locks.js';
import { watchHistory, watchReturns } from './page-views.js';
import { createPixels, type Pixel, type Pixels } from './pixels.js';
import { createQueue, type Methods, type Queue } from './queue.js';
import { createSettings } from './settings.js';
import { createTracking, type Tracking } from './tracking.js';
import { sendHit } from './transport.js';

/** The state of the library on one page. */
interface Library {
  fbq: Fbq;
  locks: Locks;
  pixels: Pixels;
  configurations: Configurations;
  /** Arguments of the last `dataProcessingOptions`. */
  dataProcessing?: unknown[];
}

/** Takes over from the snippet: runs its queued calls and all later ones. */
export function installLibrary(fbq: Fbq): void {
  const locks = createLocks();
  const library: Library = { fbq, locks, pixels: createPixels(), configurations: createConfigurations(fbq, locks) };
  const { pixels, configurations } = library;

  let hasFired = false;
  const tracking = createTracking(fbq, pixels, (pixel, event) => {
    fire(library, pixel, event);
    if (!hasFired && !fbq.disablePushState) watchHistory(runOwnPageView);
    hasFired = true;
  });
  const queue: Queue = createQueue(fbq, locks, createMethods(library, tracking));
  // As in Meta's library, a page view that must wait is queued as a call of `track`, which sends it once.
  const runOwnPageView = () => {
    if (locks.isLocked()) queue.run('trackCustom', 'PageView');
    else tracking.trackOwnPageView();
  };
  watchReturns(runOwnPageView);
  watchClicks(pixels, configurations, (...event) => queue.run('trackSingleSystem', ...event));

  fbq.getState = () => ({ pixelInitializationTime: pixels.initializationTime(), pixels: pixels.list });
  fbq.callMethod = queue.run;
  queue.drain();
}

function fire({ fbq, pixels, configurations, dataProcessing }: Library, pixel: Pixel, event: PageEvent): void {
  const cookies = configurations.has(pixel.id, 'FirstPartyCookies') ? renewCookies() : undefined;
  sendHit(toHit(pixel, event, { fbq, cookies, dataProcessing, initializationTime: pixels.initializationTime() }));
  pixel.eventCount++;
}

function createMethods(library: Library, { track, createTrackSingle }: Tracking): Methods {
  const { locks, pixels, configurations } = library;
  return {
    init(pixelId: unknown, userData?: Fields | null, options?: { agent?: string } | null) {
      const pixel = pixels.init(pixelId, userData, options);
      if (pixel) configurations.load(pixel.id);
    },
    track,
    trackCustom: track,
    trackSingle: createTrackSingle({ tm: '1' }),
    trackSingleCustom: createTrackSingle({ tm: '2' }),
    trackSingleSystem: createTrackSingle({ es: 'automatic', tm: '3' }),
    consent(action: 'grant' | 'revoke') {
      if (action === 'revoke') locks.lock('consent');
      else locks.release('consent');
    },
    dataProcessingOptions(options: string[], country = 0, state = 0) {
      const isAccepted = [0, 1].includes(country) && [0, 1000].includes(state);
      if (isAccepted) library.dataProcessing = [options, country, state];
      else console.warn(`[sandbox pixel] dataProcessingOptions of ${country}, ${state} are ignored`);
    },
    set: createSettings(pixels, configurations),
  };
}
