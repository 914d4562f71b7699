import { attempt } from '../page/attempt.js';

/** Short texts shared by all tabs of a site; only by this page if storage is blocked. */
export interface PageStorage {
  get(name: string): string | undefined;
  set(name: string, value: string | number): void;
  remove(name: string): void;
  /** Returns the names in alphabetical order. */
  names(): string[];
}

/**
 * Opens the local storage with a prefix for its names. It never throws: if storage is blocked or full, entries are kept
 * in memory.
 */
export function openPageStorage(window: Window, prefix: string): PageStorage {
  let entries: Record<string, string> = attempt(() => window.localStorage) ?? {};
  return {
    get: (name) => attempt(() => entries[prefix + name]),
    set(name, value) {
      try {
        entries[prefix + name] = `${value}`;
      } catch {
        entries = { [prefix + name]: `${value}` };
      }
    },
    remove(name) {
      try {
        delete entries[prefix + name];
      } catch {
        entries = {};
      }
    },
    names: () =>
      (attempt(() => Object.keys(entries)) ?? [])
        .filter((name) => name.startsWith(prefix))
        .map((name) => name.slice(prefix.length))
        .sort(),
  };
}
