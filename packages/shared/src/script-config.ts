import type { Settings } from './settings.js';

/**
 * The configuration of the page's script, which the server adds to it. It is public and contains nothing secret.
 *
 * @example
 * const { pixels, collectUrl }: ScriptConfig = config;
 */
export interface ScriptConfig {
  /** The settings of each pixel that pages use. */
  pixels: Settings[];
  /** The path to which pages send messages. */
  collectUrl: string;
  /** The URL of the Pixel's library. */
  pixelLibraryUrl: string;
  /** The name of the consent cookie. */
  consentCookie: string;
  /** `pending` if nothing may be sent before the visitor has decided. */
  consent?: 'pending';
  /** The effect of Global Privacy Control, unless it is `deny`. */
  gpc?: 'ldu' | 'ignore';
  /** True if the script tells the server that a visitor withdraws consent. */
  reportWithdrawal?: true;
  /** The URL at which the visitor's IPv6 address is requested. */
  ipv6Url?: string;
  /**
   * A hash of the settings. The script sends it with each request, so that the server notices a page with old settings.
   */
  settingsHash: string;
  /** Changes whenever the files that the script loads change. */
  version: string;
}
