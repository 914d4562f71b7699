import type { Tracker } from '../api.js';
import type { ScriptGlobal, ScriptWindow } from '../tag/script-window.js';
import { trackerKey } from '../tag/tracker-key.js';
import { type AutoSource, autoEvents } from './auto-events.js';

/** Automatic events as a file of its own (`t-auto.js`), for a tag with `data-auto`. */
const twinbeam = (window as unknown as ScriptWindow)[trackerKey] as ScriptGlobal & Tracker;
const { auto = '' } = twinbeam.dataset ?? {};
autoEvents(twinbeam, auto.split(/[\s,]+/) as AutoSource[], window);
