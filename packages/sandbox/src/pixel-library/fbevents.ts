/**
 * A stand-in for Meta's Pixel library, written from Meta's documentation and from observed requests. It runs the calls
 * that the stub has queued, keeps `_fbp` and `_fbc`, hashes user data, obeys consent, and sends hits to `/tr/`.
 */
import { type Fbq, installPixel } from './install-pixel.js';

const page = window as Window & { fbq?: Fbq };
const { src } = document.currentScript as HTMLScriptElement;
if (page.fbq && !page.fbq.callMethod) installPixel(page.fbq, `${new URL(src).origin}/tr/`);
