import type { Fields } from './fields.js';
import type { Pixel } from './pixels.js';

/** The function on the page, as Meta's snippet creates it, with the members that the library adds. */
export interface Fbq {
  (...call: unknown[]): void;
  queue: ArrayLike<unknown>[];
  /** Set by a page before its first event, so that changes of the URL are not page views. */
  disablePushState?: boolean;
  /** Set by a page, so that `track` sends more than one PageView for a pixel. */
  allowDuplicatePageViews?: boolean;
  /** The name of a partner, sent with the hits of all pixels without their own agent. */
  agent?: string;
  callMethod?: (...call: unknown[]) => void;
  /** Returns the pixels. The objects are live: changes apply to later hits. */
  getState?: () => { pixelInitializationTime: number; pixels: Pixel[] };
  /** Runs a configuration. Called by the scripts that Meta serves for each pixel. */
  registerPlugin?: (name: string, plugin: ConfigurationPlugin) => void;
}

/** A configuration, as the script of a pixel registers it. */
export interface ConfigurationPlugin {
  plugin(fbq: Fbq, instance: ConfigurationInstance, config: ConfigurationValues): void;
}

/** Features that a configuration switches on and off. */
export interface ConfigurationInstance {
  optIn(pixelId: string, feature: string): void;
  optOut(pixelId: string, feature: string): void;
  /** Ends the lock that waits for this configuration. */
  configLoaded(pixelId: string): void;
}

/** Settings of a configuration's features. */
export interface ConfigurationValues {
  set(pixelId: string, name: string, value: Fields): void;
}
