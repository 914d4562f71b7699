import { guard } from '../page/guard.js';
import { findTracker } from '../tag/find-tracker.js';
import { debugEvents } from './debug-events.js';
import { openOverlay } from './overlay/overlay.js';

/** The debug mode as a separate file (`t-debug.js`), for `?twinbeam_debug` and a tag with `data-debug`. */
const twinbeam = findTracker(window);
guard(debugEvents)(twinbeam, window, twinbeam.reports);
guard(openOverlay)(twinbeam, window, twinbeam.reports);
