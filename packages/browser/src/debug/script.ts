import type { Tracker } from '../api.js';
import { guard } from '../page/guard.js';
import type { Report } from '../tracker/reports.js';
import { debugEvents } from './debug-events.js';

/** The debug mode as a file of its own (`t-debug.js`), for `?twinbeam_debug` and a tag with `data-debug`. */
const { twinbeam } = window as unknown as { twinbeam: Tracker & { reports?: Report[] } };
guard(debugEvents)(twinbeam, window, twinbeam.reports);
