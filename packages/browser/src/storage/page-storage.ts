/** A few texts that all tabs of a site share; of this page alone where storage is denied. */
export interface PageStorage {
  get(name: string): string | undefined;
  /** Without a value the name is forgotten. */
  set(name: string, value?: string | number): void;
  /** In the order of the alphabet. */
  names(): string[];
}

/** Local storage below a prefix. It never throws: where it is denied, full or taken away, this page remembers. */
export function openPageStorage(window: Window, prefix: string): PageStorage {
  let items: Record<string, string> = {};
  try {
    items = window.localStorage ?? items;
  } catch {
    // Denied.
  }
  return {
    get: (name) => items[prefix + name],
    set(name, value = '') {
      try {
        if (value) items[prefix + name] = `${value}`;
        else delete items[prefix + name];
      } catch {
        items = { [prefix + name]: `${value}` };
      }
    },
    names: () =>
      Object.keys(items)
        .filter((name) => name.startsWith(prefix))
        .map((name) => name.slice(prefix.length))
        .sort(),
  };
}
