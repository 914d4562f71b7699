/** The memory that unfinished bodies may use together. */
export interface BodyBudget {
  /** Takes bytes, to be given back; returns false, and takes nothing, where that many are not left. */
  take(bytes: number): boolean;
  giveBack(bytes: number): void;
}

export function createBodyBudget(maxBytes: number): BodyBudget {
  let used = 0;
  return {
    take(bytes) {
      if (used + bytes > maxBytes) return false;
      used += bytes;
      return true;
    },
    giveBack(bytes) {
      used -= bytes;
    },
  };
}
