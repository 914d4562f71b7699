import { attempt } from '../page/attempt.js';
import { guard } from '../page/guard.js';
import { debugEntry } from '../tag/debug-entry.js';
import { findTracker } from '../tag/find-tracker.js';
import { debugEvents } from './debug-events.js';
import { openOverlay } from './overlay/overlay.js';

/**
 * The debug mode as a separate file (`t-debug.js`), for `?twinbeam_debug` and a tag with `data-debug`. It stays on in
 * this tab until the overlay is closed.
 */
const twinbeam = findTracker(window);
attempt(() => sessionStorage.setItem(debugEntry, 'on'));
guard(debugEvents)(twinbeam, window, twinbeam.reports);
guard(openOverlay)(twinbeam, window, twinbeam.reports, () => attempt(() => sessionStorage.removeItem(debugEntry)));
