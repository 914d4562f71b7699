import { attempt } from '../page/attempt.js';

/**
 * Removes the entries whose names begin with a prefix, from local and session storage. The names of all the script's
 * entries begin with `twinbeam`.
 */
export function forgetStored(window: Window, prefix = 'twinbeam'): void {
  for (const kind of ['localStorage', 'sessionStorage'] as const) {
    // Blocked storage has no entries.
    attempt(() => {
      for (const name of Object.keys(window[kind])) if (name.startsWith(prefix)) window[kind].removeItem(name);
    });
  }
}
