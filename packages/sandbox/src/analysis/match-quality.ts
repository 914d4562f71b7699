/** How well Meta could match the events with one name to people. An estimate: Meta does not publish its formula. */
export interface MatchQuality {
  /** From 0 to 10. */
  score: number;
  /** The key that would raise the score most, and by how much if every event had it. */
  raise?: { key: string; label: string; gain: number };
}

/**
 * Keys in the order of Meta's own advice, with our weights; the keys of a row share a weight. `advise: false`: the site
 * cannot add the key. https://www.facebook.com/business/help/765081237991954
 */
export const matchKeyWeights: { keys: string[]; label: string; weight: number; advise?: false }[] = [
  { keys: ['em'], label: 'email (em)', weight: 3 },
  { keys: ['ph'], label: 'phone (ph)', weight: 2 },
  { keys: ['fbc'], label: 'click id (fbc)', weight: 1.25, advise: false },
  { keys: ['external_id'], label: 'external_id', weight: 1 },
  { keys: ['fbp'], label: 'browser id (fbp)', weight: 1 },
  { keys: ['client_ip_address', 'client_user_agent'], label: 'IP address and user agent', weight: 0.75 },
  { keys: ['fn', 'ln'], label: 'first and last name (fn, ln)', weight: 0.5 },
  { keys: ['ct', 'zp', 'country'], label: 'city, postcode and country', weight: 0.3 },
  { keys: ['db'], label: 'date of birth (db)', weight: 0.2 },
];

/** Estimates the match quality from the share of events, 0 to 1, that have each key. */
export function estimateMatchQuality(coverage: (key: string) => number): MatchQuality {
  const rows = matchKeyWeights.map(({ keys, label, weight, advise = true }) => {
    const share = keys.reduce((sum, key) => sum + coverage(key), 0) / keys.length;
    return { key: keys[0] as string, label, score: weight * share, gain: advise ? weight * (1 - share) : 0 };
  });
  const round = (value: number) => Math.round(value * 10) / 10;
  const [best] = rows.sort((a, b) => b.gain - a.gain);
  return {
    score: round(rows.reduce((sum, { score }) => sum + score, 0)),
    ...(best && round(best.gain) > 0 && { raise: { key: best.key, label: best.label, gain: round(best.gain) } }),
  };
}
