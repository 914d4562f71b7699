import type { Tracker } from './tracker/api.js';

export type { Tracker };

declare global {
  /** The tracker of the script tag, or its stub, which queues calls until the script has loaded. */
  const twinbeam: Tracker;

  interface Window {
    /** The tracker of the script tag. Undefined if the page has neither the stub nor, so far, the script. */
    twinbeam?: Tracker;
  }
}
