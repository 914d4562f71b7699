/** The reasons why the library does not send yet: revoked consent, and configurations that have not arrived. */
export interface Locks {
  lock(name: string): void;
  /** Removes a lock. If it was the last one, the function passed to `onUnlocked` runs. */
  release(name: string): void;
  isLocked(): boolean;
  onUnlocked(run: () => void): void;
}

export function createLocks(): Locks {
  const names = new Set<string>();
  let unlocked: (() => void) | undefined;
  return {
    lock: (name) => void names.add(name),
    release(name) {
      if (names.delete(name) && names.size === 0) unlocked?.();
    },
    isLocked: () => names.size > 0,
    onUnlocked(run) {
      unlocked = run;
    },
  };
}
