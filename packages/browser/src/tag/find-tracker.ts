import type { Tracker } from '../tracker/api.js';
import type { ScriptGlobal, ScriptWindow } from './script-window.js';
import { trackerKey } from './tracker-key.js';

/** Finds the tracker of a page, for the files that the script loads and that run after it. */
export const findTracker = (page: Window): ScriptGlobal & Tracker =>
  (page as unknown as ScriptWindow)[trackerKey] as ScriptGlobal & Tracker;
