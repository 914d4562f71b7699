/**
 * A stand-in for Meta's Pixel library, written from Meta's documentation and from what version 2.9.324 was seen to do.
 * `docs/sandbox.md` lists its behaviours.
 */
import type { Fbq } from './fbq.js';
import { installLibrary } from './install-library.js';

const page = window as Window & { fbq?: Fbq };
if (page.fbq && !page.fbq.callMethod) installLibrary(page.fbq);
