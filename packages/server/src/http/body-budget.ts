/** The memory that unfinished bodies may use together. */
export interface BodyBudget {
  /** Takes bytes; returns false when there are no more. What was taken must be given back in either case. */
  take(bytes: number): boolean;
  giveBack(bytes: number): void;
}

export function createBodyBudget(maxBytes: number): BodyBudget {
  let used = 0;
  return {
    take(bytes) {
      used += bytes;
      return used <= maxBytes;
    },
    giveBack(bytes) {
      used -= bytes;
    },
  };
}
