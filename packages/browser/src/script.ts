import type { Settings } from '@twinbeam/shared/core';
import { addScript } from './add-script.js';
import type { Mapper } from './mapper.js';
import { guard, startTracker, type Tracker, type TrackerWindow, type TrackOptions } from './tracker.js';

/** What the server puts around the script that it serves. */
interface ScriptConfig {
  pixels: Settings[];
  collectUrl: string;
  pixelLibraryUrl: string;
  settingsHash: string;
  /** Changes with the files beside this script. */
  version: string;
}
declare const __TB__: ScriptConfig;

/** A call that the stub has queued: method, arguments, and the id that it has given. */
type QueuedCall = [name: keyof Tracker, args: unknown[], id: string];

type ScriptWindow = TrackerWindow & { twinbeam: Partial<Tracker> & { q?: QueuedCall[] | undefined; map?: Mapper } };

const page = window as ScriptWindow;
page.twinbeam ??= { q: [] };
const queue = page.twinbeam.q;
// Without a queue the script has run before.
if (queue) guard(start)(queue);

function start(calls: QueuedCall[]): void {
  const { collectUrl, version } = __TB__;
  const { dataset = {}, nonce = '', src } = (document.currentScript ?? {}) as Partial<HTMLScriptElement>;
  /** Loads a file that lies beside this script, which finds the data of the script's tag on its own. */
  const load = (name: string, onload?: () => void) =>
    addScript(page, `${new URL(`${name}.js?${version}`, src || page.origin + collectUrl)}`, nonce, onload, dataset);

  const tracker = startTracker({ ...__TB__, nonce }, page, (use) =>
    load('t-map', () => use(page.twinbeam.map as Mapper)),
  );
  // Into the stub's object: the page may have kept it.
  Object.assign(page.twinbeam, tracker, { q: undefined });

  if (dataset.auto) load('t-auto');
  if (dataset.debug != null || /[?&]twinbeam_debug/.test(location.search)) load('t-debug');

  const replay = (events: boolean) => {
    for (const [name, [first, second, options], messageId] of calls) {
      const call = tracker[name] as (...args: unknown[]) => void;
      if (/track|page|re/.test(name) === events) call(first, second, { messageId, ...(options as TrackOptions) });
    }
  };
  // Who the visitor is must be known before the first event; all else (track, page, reset, ready) keeps its order.
  replay(false);
  if (dataset.pageViews !== 'off') tracker.page();
  replay(true);
}
