import { closestMatch } from 'leven';

/** Number of letters in which names may differ. Short words resemble each other without being related. */
const toMaxDistance = ({ length }: string): number => (length < 5 ? 0 : length < 10 ? 1 : 2);

/** Finds the candidate that a misspelt name was most likely meant to be. */
export const findSimilar = (name: string, candidates: readonly string[]): string | undefined =>
  closestMatch(name, candidates, { maxDistance: toMaxDistance(name) });
