import type { Tracker } from '../api.js';
import type { ScriptGlobal, ScriptWindow } from '../tag/script-window.js';
import { trackerKey } from '../tag/tracker-key.js';
import { completeVisitor } from './complete-visitor.js';

/** Completion of the visitor as a file of its own (`t-visitor.js`), for in-app browsers and `ipv6Url`. */
const twinbeam = (window as unknown as ScriptWindow)[trackerKey] as ScriptGlobal & Tracker;
if (twinbeam.visitor) {
  const { ipv6Url, isAllowed, done } = twinbeam.visitor;
  void completeVisitor(window, ipv6Url, isAllowed).then(done, done);
}
