import type { Tracker } from '../api.js';
import { guard } from '../page/guard.js';
import type { ScriptGlobal, ScriptWindow } from '../tag/script-window.js';
import { trackerKey } from '../tag/tracker-key.js';
import { debugEvents } from './debug-events.js';
import { openOverlay } from './overlay/overlay.js';

/** The debug mode as a file of its own (`t-debug.js`), for `?twinbeam_debug` and a tag with `data-debug`. */
const twinbeam = (window as unknown as ScriptWindow)[trackerKey] as ScriptGlobal & Tracker;
guard(debugEvents)(twinbeam, window, twinbeam.reports);
guard(openOverlay)(twinbeam, window, twinbeam.reports);
