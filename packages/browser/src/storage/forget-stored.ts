import { attempt } from '../page/attempt.js';

/**
 * Removes entries whose names begin with a prefix, from both storages of a window. The names of all entries of the
 * script begin with `twinbeam`.
 */
export function forgetStored(window: Window, prefix = 'twinbeam'): void {
  for (const kind of ['localStorage', 'sessionStorage'] as const) {
    // Where storage is denied, it is empty.
    attempt(() => {
      for (const name of Object.keys(window[kind])) if (name.startsWith(prefix)) window[kind].removeItem(name);
    });
  }
}
