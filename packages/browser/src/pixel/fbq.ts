import type { PixelUserData } from './to-pixel-user-data.js';

/** A pixel in the library's state. */
export interface PixelState {
  id: string;
  userData?: PixelUserData;
  /** Among others the copies of the user data: `alternateUserData`, `censoredUserDataFormat`, `userDataFormFields`. */
  [key: string]: unknown;
}

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
  getState?: () => { pixels?: PixelState[] };
}

/** A window that may have the Pixel. */
export type PixelWindow = Window & { fbq?: Fbq; _fbq?: Fbq };
