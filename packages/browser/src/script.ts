import type { Settings } from '@twinbeam/shared/core';
import { guard, startTracker, type Tracker, type TrackerWindow, type TrackOptions } from './tracker.js';

/** What the server puts around the script that it serves. */
interface ScriptConfig {
  pixels: Settings[];
  collectUrl: string;
  pixelLibraryUrl: string;
  settingsHash: string;
}
declare const __TB__: ScriptConfig;

/** A call that the stub has queued: method, arguments, and the id that it has given. */
type QueuedCall = [name: keyof Tracker, args: unknown[], id: string];

type ScriptWindow = TrackerWindow & { twinbeam?: Partial<Tracker> & { q?: QueuedCall[] | undefined } };

const page = window as ScriptWindow;
const queue = page.twinbeam ? page.twinbeam.q : [];
// Without a queue the script has run before.
if (queue) guard(start)(queue);

function start(calls: QueuedCall[]): void {
  const { dataset = {}, nonce = '' } = (document.currentScript ?? {}) as Partial<HTMLScriptElement>;
  const tracker = startTracker({ ...__TB__, nonce }, page);
  // Into the stub's object: the page may have kept it.
  page.twinbeam = Object.assign(page.twinbeam ?? {}, tracker, { q: undefined });

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
