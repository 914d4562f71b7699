import type { ConsentState, ScriptConfig } from '@twinbeam/shared';
import { addScript } from './page/add-script.js';
import { attempt } from './page/attempt.js';
import { guard } from './page/guard.js';
import { listen } from './page/listen.js';
import { createSafeDocument } from './page/safe-document.js';
import { warn } from './page/warn.js';
import { withoutPrototype } from './page/without-prototype.js';
import { toPixelEvent } from './pixel/to-pixel-event.js';
import type { Report } from './reports.js';
import { debugEntry } from './tag/debug-entry.js';
import { findTag, toBaseUrl } from './tag/find-tag.js';
import { openGlobal } from './tag/open-global.js';
import { replayCalls, sortQueuedCalls } from './tag/queued-call.js';
import type { ScriptWindow } from './tag/script-window.js';
import type { Tracker } from './tracker/api.js';
import type { PageViewMode } from './tracker/page-views.js';
import { createTrackerCore } from './tracker/tracker-core.js';

/** The server wraps this script in a function with this parameter. */
declare const __TB__: ScriptConfig;

guard(startScript)();

/** Starts the tracker of the script tag: reads the tag's options, and replays the calls that the stub has queued. */
function startScript(): void {
  const page = window as ScriptWindow;
  const document = createSafeDocument(page);
  const config = withoutPrototype(__TB__);
  config.pixels = config.pixels.map(withoutPrototype);
  const collectPath = config.collectUrl;
  const { src, nonce, dataset } = findTag(page, document, collectPath.replace(/collect$/, 't.js'));
  const twinbeam = openGlobal(page, dataset.global || 'twinbeam');
  const calls = twinbeam.q;
  // The script has run before.
  if (!calls) return;
  // The host of this script, which may be another host of the site.
  const collectUrl = (src || toBaseUrl(page)).split('/', 3).join('/') + collectPath;
  /** Loads another file from the server, not relative to this script: an optimiser may have moved this script. */
  const load = (name: string, onload?: () => void, onerror?: () => void) =>
    addScript(page, {
      src: collectUrl.replace(/collect$/, `${name}.${config.version}.js`),
      nonce,
      onload,
      onerror,
    });

  // Meta's in-app browsers know the click id.
  const isIncomplete =
    config.ipv6Url || /FB_IAB|Instagram/.test(navigator.userAgent) || page.webkit?.messageHandlers?.browserProperties;
  /** Loads the file that completes the visitor. Events wait for at most a second, and not when the page is left. */
  const completeVisitor = (done: () => void, hasConsent: () => boolean) => {
    if (!isIncomplete) done();
    else if (!twinbeam.visitor) {
      twinbeam.visitor = { ipv6Url: config.ipv6Url, isAllowed: hasConsent, done };
      load('t-visitor', undefined, done);
      setTimeout(done, 1_000);
      listen(page, 'visibilitychange', done);
    }
  };

  const { consentFrom } = dataset;
  if (!src && !config.consent) {
    warn("twinbeam: tag not found, events wait for twinbeam.consent('granted')");
  }
  const { tracker, start, watchPageViews } = createTrackerCore(
    {
      gpc: 'deny',
      reportWithdrawal: false,
      ...config,
      collectUrl,
      nonce,
      consent: (dataset.consent || (consentFrom || !src ? 'pending' : config.consent)) as ConsentState,
      pageViews: (dataset.pageViews || 'on') as PageViewMode,
      pageParameters: dataset.pageParameters?.split(' '),
      pixelLoad: dataset.pixel as 'defer',
      keepUser: dataset.keepUser === 'local' ? 'local' : 'session',
    },
    page,
    toPixelEvent,
    completeVisitor,
  );
  // The stub's object is kept: the page may have a reference to it.
  Object.assign(twinbeam, { ...tracker, q: undefined, dataset });
  if (consentFrom) load('t-consent');
  if (dataset.auto) load('t-auto');
  if (
    dataset.debug != null ||
    /[?&]twinbeam_debug/.test(location.search) ||
    attempt(() => sessionStorage[debugEntry])
  ) {
    twinbeam.consentCookie = config.consentCookie;
    twinbeam.reports = recordReports(tracker);
    load('t-debug');
  }

  const { early, late } = sortQueuedCalls(calls);
  replayCalls(tracker, early);
  start();
  watchPageViews();
  replayCalls(tracker, late);
}

/** Records the first hundred reports, for the debug mode, which loads later. */
function recordReports(tracker: Tracker): Report[] {
  const reports: Report[] = [];
  tracker.on((report) => {
    if (reports.length < 100) reports.push(report);
  });
  return reports;
}
