import type { ScriptWindow } from '../tag/script-window.js';
import { trackerKey } from '../tag/tracker-key.js';
import { createPixelLeg } from './pixel-leg.js';

/** The Pixel's leg as a file of its own (`t-map.js`), for the script that has loaded it. */
Object.assign((window as ScriptWindow)[trackerKey] as object, { createPixelLeg });
