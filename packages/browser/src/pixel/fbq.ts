import type { PixelUserData } from './to-pixel-user-data.js';

/** The Pixel's function; before its library has loaded, a queue of calls. */
export interface Fbq {
  (...call: unknown[]): void;
  callMethod?: (...call: unknown[]) => void;
  queue: unknown[];
  push: Fbq;
  loaded: boolean;
  version: string;
  disablePushState?: boolean;
  allowDuplicatePageViews?: boolean;
  /** The library's state: live objects, whose user data counts for the hits that follow. */
  getState?: () => { pixels?: { id: string; userData?: PixelUserData }[] };
}

/** A window that may have the Pixel. */
export type PixelWindow = Window & { fbq?: Fbq; _fbq?: Fbq };
