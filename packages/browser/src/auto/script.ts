import { findTracker } from '../tag/find-tracker.js';
import { type AutoSource, autoEvents } from './auto-events.js';

/** Automatic events as a separate file (`t-auto.js`), for a tag with `data-auto`. */
const twinbeam = findTracker(window);
const { auto = '' } = twinbeam.dataset ?? {};
autoEvents(twinbeam, auto.split(/[\s,]+/) as AutoSource[], window);
