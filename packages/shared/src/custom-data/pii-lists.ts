import type { Settings } from '../settings.js';

/**
 * Treatment of a property: `drop` it, `hash` it, `keep` it as it is because the site allows it, or none of these,
 * which means to look for e-mail addresses in its text.
 */
export type PiiVerdict = 'drop' | 'hash' | 'keep' | undefined;

/** The verdicts by lower-case name or path; undefined when there are none. */
export type PiiLists = Record<string, PiiVerdict> | undefined;

/**
 * Reads the lists of the settings as verdicts by lower-case name; undefined when both are empty. The deny list beats the allow
 * list.
 *
 * @example
 * readPiiLists({ pixelId: '1', piiAllowlist: ['city'] })?.city; // 'keep'
 */
export function readPiiLists({ piiAllowlist = [], piiDenylist = [] }: Settings): PiiLists {
  if (!piiAllowlist[0] && !piiDenylist[0]) return undefined;
  const lists: Record<string, PiiVerdict> = Object.create(null);
  for (const name of piiAllowlist) lists[name.toLowerCase()] = 'keep';
  for (const { property, hash } of piiDenylist) lists[property.toLowerCase()] = hash ? 'hash' : 'drop';
  return lists;
}

/**
 * Finds the verdict on a property: by its path, else by its name alone.
 *
 * @example
 * findPiiVerdict(readPiiLists(settings), 'vat', 'customer.vat'); // 'hash' with piiDenylist: [{ property: 'vat', hash: true }]
 */
export const findPiiVerdict = (lists: PiiLists, key: string, path: string): PiiVerdict =>
  lists && (lists[path.toLowerCase()] ?? lists[key.toLowerCase()]);
