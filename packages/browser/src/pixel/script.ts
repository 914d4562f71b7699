import type { ScriptWindow } from '../tag/script-window.js';
import { createPixelLeg } from './pixel-leg.js';

/** The Pixel's leg as a file of its own (`t-map.js`), for the script that has loaded it. */
Object.assign((window as ScriptWindow).twinbeam, { createPixelLeg });
