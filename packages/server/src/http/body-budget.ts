/** The memory that bodies may use in total until they are parsed. */
export interface BodyBudget {
  /** Reserves bytes. Returns false, and reserves nothing, if fewer are left. */
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
