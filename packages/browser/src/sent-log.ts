/** Remembers which purchases this browser has sent, so that a reloaded or revisited thank-you page sends nothing. */
export interface SentLog {
  /** Notes an id; false when it was there already. */
  add(id: string): boolean;
  remove(id: string): void;
}

const maxIds = 50;
const maxAge = 30 * 24 * 60 * 60 * 1000;

type Entry = [id: string, at: number];

/**
 * The log in the window's local storage, which all tabs share; where that is denied, in memory.
 *
 * @param name trackers of the same name share a log
 */
export function createSentLog(window: Window, name: string): SentLog {
  const key = `twinbeam_sent_${name}`;
  let memory: Entry[] = [];
  const read = (): Entry[] => {
    try {
      return (JSON.parse(window.localStorage.getItem(key) as string) as Entry[]).filter(
        ([, at]) => at > Date.now() - maxAge,
      );
    } catch {
      // Denied, foreign, or nothing there yet.
      return memory;
    }
  };
  const write = (entries: Entry[]) => {
    memory = entries.slice(-maxIds);
    try {
      window.localStorage.setItem(key, JSON.stringify(memory));
    } catch {
      // Denied or full: this page still knows.
    }
  };
  return {
    add(id) {
      const entries = read();
      if (entries.some(([known]) => known === id)) return false;
      write([...entries, [id, Date.now()]]);
      return true;
    },
    remove: (id) => write(read().filter(([known]) => known !== id)),
  };
}
