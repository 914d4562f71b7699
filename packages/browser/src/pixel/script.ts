import type { ScriptWindow } from '../tag/script-window.js';
import { trackerKey } from '../tag/tracker-key.js';
import { createPixelEventMapper } from './to-pixel-event.js';

/** The mapper of the Pixel's leg as a file of its own (`t-map.js`), for the script that has loaded it. */
Object.assign((window as ScriptWindow)[trackerKey] as object, { createPixelEventMapper });
