import { toPublicSettings } from '../../options/public-settings.js';
import type { ResolvedOptions } from '../../options/resolve-options.js';
import { createPageScript, noLibraryFile, type PageScript } from './page-script.js';

/**
 * Creates the page script from the options that pages may know. A pixel whose messages a function selects has no leg in
 * pages.
 */
export function createScript(options: ResolvedOptions): PageScript {
  const { basePath, collect, consent, ipv6Url, mode, pixels, pixelLibraryUrl } = options;
  const pagePixels = mode === 'dry' ? [] : pixels.filter(({ filter }) => !filter);
  return createPageScript({
    pixels: pagePixels.map(({ settings }) => toPublicSettings(settings, collect.held)),
    collectUrl: `${basePath}/collect`,
    pixelLibraryUrl: pagePixels.length === 0 ? `${basePath}/${noLibraryFile}` : pixelLibraryUrl,
    consentCookie: consent.cookie,
    ...(consent.required && { consent: 'pending' }),
    ...(consent.gpc !== 'deny' && { gpc: consent.gpc }),
    ...(ipv6Url && { ipv6Url }),
  });
}
