import type { Settings } from './settings.js';

/**
 * Configuration of the page's script, which the server puts around it. Nothing secret: everybody can read it.
 *
 * @example
 * const { pixels, collectUrl }: ScriptConfig = config;
 */
export interface ScriptConfig {
  /** The settings of each pixel that pages have. */
  pixels: Settings[];
  /** Path that pages send to. */
  collectUrl: string;
  /** URL of the Pixel's library. */
  pixelLibraryUrl: string;
  /** Name of the consent cookie. */
  consentCookie: string;
  /** `pending` if nothing may be sent before the visitor has decided. */
  consent?: 'pending';
  /** Meaning of Global Privacy Control, unless it is `deny`. */
  gpc?: 'ldu' | 'ignore';
  /** URL at which the visitor's IPv6 address is requested. */
  ipv6Url?: string;
  /** Sent with each request of the script, so that a page with older settings is noticed. */
  settingsHash: string;
  /** Changes with the files beside the script. */
  version: string;
}
