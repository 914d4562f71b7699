import { createPixelLeg } from './pixel-leg.js';

/** The Pixel's leg as a file of its own, which hands itself to the script that has loaded it. */
Object.assign((window as unknown as { twinbeam: object }).twinbeam, { pixelLeg: createPixelLeg });
