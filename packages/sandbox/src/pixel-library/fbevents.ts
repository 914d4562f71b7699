/**
 * A stand-in for Meta's Pixel library, written from Meta's documentation and the behaviour of versions 2.9.324 and
 * 2.9.329. `docs/sandbox.md` lists that behaviour.
 */
import type { Fbq } from './fbq.js';
import { installLibrary } from './install-library.js';

const page = window as Window & { fbq?: Fbq; _fbq?: Fbq };
// Meta's library has the same warning.
if (page.fbq !== page._fbq) console.warn('[sandbox pixel] fbq is not _fbq: conflicting versions');
if (page.fbq && !page.fbq.callMethod) installLibrary(page.fbq);
