/** Match keys of people who were forgotten, kept for as long as a browser may still hold them for the server. */
export interface ForgottenKeys {
  add(matchKeys: readonly string[], now: number): void;
  /** Returns whether any of them was forgotten at that time or later. */
  has(matchKeys: readonly string[], since: number): boolean;
}

/** Number of match keys. If there are more, everything that browsers held until then counts as forgotten. */
const maxKeys = 10_000;

/** @param keepMs how long the keys are kept, in milliseconds */
export function createForgottenKeys(keepMs: number): ForgottenKeys {
  const forgottenAt = new Map<string, number>();
  let allForgottenAt = Number.NEGATIVE_INFINITY;
  return {
    add(matchKeys, now) {
      for (const [key, at] of forgottenAt) if (now - at > keepMs) forgottenAt.delete(key);
      for (const key of matchKeys) forgottenAt.set(key, now);
      if (forgottenAt.size <= maxKeys) return;
      allForgottenAt = now;
      forgottenAt.clear();
    },
    has: (matchKeys, since) =>
      since <= allForgottenAt || matchKeys.some((key) => since <= (forgottenAt.get(key) ?? Number.NEGATIVE_INFINITY)),
  };
}
