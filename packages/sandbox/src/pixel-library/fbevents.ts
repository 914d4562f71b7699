/**
 * Stands in for Meta's Pixel library, as far as its documentation and a look at its traffic tell how it behaves: it
 * drains the stub's queue, keeps `_fbp` and `_fbc`, hashes user data, obeys consent, and sends hits to `/tr/`.
 */
import { type Fbq, installPixel } from './pixel.js';

const page = window as Window & { fbq?: Fbq };
const { src } = document.currentScript as HTMLScriptElement;
if (page.fbq && !page.fbq.callMethod) installPixel(page.fbq, `${new URL(src).origin}/tr/`);
