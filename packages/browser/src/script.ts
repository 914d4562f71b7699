import type { ConsentState } from '@twinbeam/shared';
import type { Tracker } from './api.js';
import { addScript } from './page/add-script.js';
import { guard } from './page/guard.js';
import { readGlobal } from './page/read-global.js';
import { createSafeDocument } from './page/safe-document.js';
import type { CreatePixelLeg } from './pixel/pixel-leg.js';
import { findTag } from './tag/find-tag.js';
import { type QueuedCall, replayCalls, sortQueuedCalls } from './tag/queued-call.js';
import type { ScriptConfig, ScriptWindow } from './tag/script-window.js';
import type { PageViewMode } from './tracker/page-views.js';
import type { Report } from './tracker/reports.js';
import { createTrackerCore } from './tracker/tracker-core.js';

/** Put around this script by the server. */
declare const __TB__: ScriptConfig;

const page = window as ScriptWindow;
const document = createSafeDocument(page.document);
// An element with that id is no stub.
if (!readGlobal(page, 'twinbeam')) page.twinbeam = { q: [] };
const queue = page.twinbeam.q;
// Without a queue the script has run before.
if (queue) guard(startScript)(queue);

/** Starts the tracker of the script tag: reads the tag's options, and replays the calls that the stub has queued. */
function startScript(calls: QueuedCall[]): void {
  const collectPath = __TB__.collectUrl;
  const { src, nonce, dataset = {} } = findTag({ document, location }, collectPath.replace(/collect$/, 't.js'));
  // Relative to this script, which another host of the site may serve.
  const collectUrl = new URL(collectPath, src || location.href).href;
  /** Loads a file beside this script, with the `data-*` attributes of the script's tag. */
  const load = (name: string, onload?: () => void, onerror?: () => void) =>
    addScript(page, {
      src: new URL(`${name}.js?${__TB__.version}`, src || collectUrl).href,
      nonce,
      onload,
      onerror,
      data: dataset,
    });

  const { consentFrom } = dataset;
  if (!src && !__TB__.consent) {
    console.warn("twinbeam: the script's tag is not found, so events wait for twinbeam.consent('granted')");
  }
  const { tracker, start, watchPageViews } = createTrackerCore(
    {
      gpc: 'deny',
      ...__TB__,
      collectUrl,
      nonce,
      consent: (dataset.consent || (consentFrom || !src ? 'pending' : __TB__.consent)) as ConsentState,
      pageViews: (dataset.pageViews || 'on') as PageViewMode,
      pixelLoad: dataset.pixel as 'defer',
      keepUser: dataset.keepUser === 'local' ? 'local' : 'session',
    },
    page,
    () =>
      new Promise((resolve, reject) => {
        load('t-map', () => resolve(page.twinbeam.createPixelLeg as CreatePixelLeg), reject);
        // Meta's library loads at the same time.
        if (!page.fbq && !dataset.pixel) preloadScript(__TB__.pixelLibraryUrl, nonce);
      }),
  );
  // Into the stub's object: the page may have a reference to it.
  Object.assign(page.twinbeam, tracker, { q: undefined });
  if (consentFrom) load('t-consent');
  if (dataset.auto) load('t-auto');
  if (dataset.debug != null || /[?&]twinbeam_debug/.test(location.search)) {
    page.twinbeam.reports = recordReports(tracker);
    load('t-debug');
  }

  const { early, late } = sortQueuedCalls(calls);
  replayCalls(tracker, early);
  start();
  watchPageViews();
  replayCalls(tracker, late);
}

/** Tells the browser to fetch a script before it is asked for. */
function preloadScript(href: string, nonce: string): void {
  const link = document.createElement('link');
  document.head.append(Object.assign(link, { rel: 'preload', as: 'script', href, nonce }));
}

/** Records the first hundred reports, for the debug mode, which loads later. */
function recordReports(tracker: Tracker): Report[] {
  const reports: Report[] = [];
  tracker.on((report) => {
    if (reports.length < 100) reports.push(report);
  });
  return reports;
}
