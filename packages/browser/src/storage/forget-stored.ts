/**
 * Removes entries whose names begin with a prefix, from both storages of a window. The names of all entries of the
 * script begin with `twinbeam`.
 */
export function forgetStored(window: Window, prefix = 'twinbeam'): void {
  for (const kind of ['localStorage', 'sessionStorage'] as const) {
    try {
      for (const name of Object.keys(window[kind])) if (name.startsWith(prefix)) window[kind].removeItem(name);
    } catch {
      // Storage is denied, and so empty.
    }
  }
}
