import type { ConsentState, Settings } from '@twinbeam/shared';
import { addScript } from './add-script.js';
import type { Tracker, TrackOptions } from './api.js';
import { guard } from './guard.js';
import type { CreatePixelLeg } from './pixel/pixel-leg.js';
import type { PageViewMode } from './tracker/page-views.js';
import type { Report } from './tracker/report.js';
import { startTracker, type TrackerWindow } from './tracker/tracker.js';

/** What the server puts around the script that it serves. */
interface ScriptConfig {
  pixels: Settings[];
  collectUrl: string;
  pixelLibraryUrl: string;
  consentCookie: string;
  /** Where nothing was said nothing may be sent. */
  consent?: 'pending';
  settingsHash: string;
  /** Changes with the files beside this script. */
  version: string;
}
declare const __TB__: ScriptConfig;

/** A call that the stub has queued: method, arguments, and the id that it has given. */
type QueuedCall = [name: keyof Tracker, args: unknown[], id: string];

type ScriptWindow = TrackerWindow & {
  twinbeam: Partial<Tracker> & { q?: QueuedCall[] | undefined; pixelLeg?: CreatePixelLeg; reports?: Report[] };
};

const page = window as ScriptWindow;
page.twinbeam ??= { q: [] };
const queue = page.twinbeam.q;
// Without a queue the script has run before.
if (queue) guard(start)(queue);

function start(calls: QueuedCall[]): void {
  const { version } = __TB__;
  const { dataset = {}, nonce = '', src } = (document.currentScript ?? {}) as Partial<HTMLScriptElement>;
  /** By the script, which another host of the site may serve. */
  const collect = new URL(__TB__.collectUrl, src || location.href).href;
  /** Loads a file that lies beside this script, which finds the data of the script's tag on its own. */
  const load = (name: string, onload?: () => void, onerror?: () => void) =>
    addScript(page, new URL(`${name}.js?${version}`, src || collect).href, nonce, onload, onerror, dataset);

  const { consentFrom } = dataset;
  const [tracker, begin, watch] = startTracker(
    {
      ...__TB__,
      collectUrl: collect,
      nonce,
      consent: (dataset.consent || (consentFrom ? 'pending' : __TB__.consent)) as ConsentState,
      pageViews: (dataset.pageViews || 'on') as PageViewMode,
      pixelLoad: dataset.pixel as 'defer',
      keepUser: dataset.keepUser === 'local' ? 'local' : 'session',
    },
    page,
    (use) => {
      load(
        't-map',
        () => use(page.twinbeam.pixelLeg as CreatePixelLeg),
        // Without it nothing waits for it.
        () => use(() => ({ fire: () => true, consent: () => undefined })),
      );
      // Meta's library is on its way meanwhile.
      if (!page.fbq && !dataset.pixel) {
        const preload = { rel: 'preload', as: 'script', href: __TB__.pixelLibraryUrl, nonce };
        document.head.append(Object.assign(document.createElement('link'), preload));
      }
    },
  );
  // Into the stub's object: the page may have kept it.
  Object.assign(page.twinbeam, tracker, { q: undefined });
  if (consentFrom) load('t-consent');
  if (dataset.auto) load('t-auto');
  if (dataset.debug != null || /[?&]twinbeam_debug/.test(location.search)) {
    const reports: Report[] = [];
    page.twinbeam.reports = reports;
    tracker.on((report) => {
      if (reports.length < 100) reports.push(report);
    });
    load('t-debug');
  }

  const replay = (some: QueuedCall[]) => {
    for (const [name, [first, second, options], messageId] of some) {
      const call = tracker[name] as (...args: unknown[]) => void;
      call(first, second, { messageId, ...(options as TrackOptions) });
    }
  };
  // What the visitor has said, and who it is, must be known before the first event; all else keeps its order.
  const early: QueuedCall[] = [];
  const late: QueuedCall[] = [];
  let signedOut: unknown;
  for (const call of calls) {
    const [name] = call;
    // Whoever came after is not who was there before.
    signedOut ||= name === 'reset' && late[0];
    (/track|page|ready/.test(name) || (signedOut && name !== 'consent') ? late : early).push(call);
  }
  replay(early);
  begin();
  watch();
  replay(late);
}
