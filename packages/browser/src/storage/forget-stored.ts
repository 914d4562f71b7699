/**
 * Removes what is stored under names that begin so, in both storages of a window. All that the script stores begins
 * with `twinbeam`.
 */
export function forgetStored(window: Window, prefix = 'twinbeam'): void {
  for (const kind of ['localStorage', 'sessionStorage'] as const) {
    try {
      for (const name of Object.keys(window[kind])) if (name.startsWith(prefix)) window[kind].removeItem(name);
    } catch {
      // Storage is denied: nothing is in it.
    }
  }
}
