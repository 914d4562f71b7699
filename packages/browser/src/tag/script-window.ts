import type { InAppWindow } from '../page/in-app-window.js';
import type { Report } from '../reports.js';
import type { Tracker } from '../tracker/api.js';
import type { TrackerWindow } from '../tracker/tracker-core.js';
import type { QueuedCall } from './queued-call.js';
import type { trackerKey } from './tracker-key.js';

/** The stub's object, which becomes the tracker. */
export interface ScriptGlobal extends Partial<Tracker> {
  /** The calls that the stub has queued; undefined once the script has run. */
  q?: QueuedCall[] | undefined;
  /** The `data-*` attributes of the tag, for the files that this script loads. */
  dataset?: DOMStringMap;
  /** The name of the consent cookie, for `t-debug.js`. */
  consentCookie?: string;
  /** Options of `t-visitor.js`: the URL for the IPv6 address, a check for consent, and the final callback. */
  visitor?: { ipv6Url: string | undefined; isAllowed(): boolean; done(): void };
  /** The first hundred reports, for `t-debug.js`. */
  reports?: Report[];
}

/** A window with the script tag. */
export type ScriptWindow = TrackerWindow & InAppWindow & { [trackerKey]?: ScriptGlobal };
