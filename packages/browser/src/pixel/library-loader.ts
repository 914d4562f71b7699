import { addScript, preloadScript } from '../page/add-script.js';
import { whenLoaded } from './when-loaded.js';

/** Loads Meta's library, once the visitor has consented. */
export interface LibraryLoader {
  /** Starts loading. @param onLoad called when the library has run */
  request(onLoad: () => void): void;
  /** Sets whether the visitor has consented. Without consent loading pauses before its next step. */
  setGranted(isGranted: boolean): void;
}

/**
 * Creates the loader of a window. The library is preloaded, and added once it is fetched or the page has loaded, so
 * that the load event does not wait for it.
 */
export function createLibraryLoader(window: Window, src: string, nonce: string): LibraryLoader {
  let isGranted = true;
  let isAdded = false;
  let onload: (() => void) | undefined;
  /** The step that waits for consent. */
  let waiting: (() => void) | undefined;
  const whenGranted = (step: () => void) => {
    if (isGranted) step();
    else waiting = step;
  };
  const preload = () => {
    whenLoaded(window, add);
    if (!isAdded) preloadScript(window, { src, nonce, onload: add, onerror: add });
  };
  const add = () =>
    whenGranted(() => {
      if (!isAdded) addScript(window, { src, nonce, onload });
      isAdded = true;
    });
  return {
    request(onLoad) {
      onload = onLoad;
      whenGranted(preload);
    },
    setGranted(granted) {
      isGranted = granted;
      const step = waiting;
      waiting = undefined;
      if (step) whenGranted(step);
    },
  };
}
