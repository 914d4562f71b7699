import type { PixelUserData } from './to-pixel-user-data.js';

/** A pixel in the library's state. */
export interface PixelState {
  id: string;
  userData?: PixelUserData;
  /** Includes copies of the user data: `alternateUserData`, `censoredUserDataFormat`, `userDataFormFields`. */
  [key: string]: unknown;
}

/** The Pixel's function. Before its library has loaded, it queues the calls. */
export interface Fbq {
  (...call: unknown[]): void;
  callMethod?: (...call: unknown[]) => void;
  queue: unknown[];
  push: Fbq;
  loaded: boolean;
  version: string;
  disablePushState?: boolean;
  allowDuplicatePageViews?: boolean;
  /** Returns the library's live state. Changes of its user data apply to later hits. */
  getState?: () => { pixels?: PixelState[] };
}

/** A window that may have the Pixel. */
export type PixelWindow = Window & { fbq?: Fbq; _fbq?: Fbq };
