/**
 * Returns whether an event has one of these match keys: as a whole value, or with the appendix of Meta's Parameter Builder.
 *
 * @param json the event as it is stored
 * @param matchKeys hashed, as events have them
 */
export const hasMatchKey = (json: string, matchKeys: readonly string[]): boolean =>
  matchKeys.some((key) => json.includes(`"${key}"`) || json.includes(`"${key}.`));
