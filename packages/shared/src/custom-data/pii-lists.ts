import type { Settings } from '../settings.js';

/**
 * The treatment of a property: `drop` it, `hash` it, or `keep` it unchanged because the site allows it. Undefined for
 * an unlisted property, whose text is checked for e-mail addresses.
 */
export type PiiVerdict = 'drop' | 'hash' | 'keep' | undefined;

/** The verdicts by lower-case name or path; undefined if there are none. */
export type PiiLists = Record<string, PiiVerdict> | undefined;

/**
 * Reads the lists of the settings as verdicts by lower-case name; returns undefined if both are empty. The deny list
 * takes precedence over the allow list.
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
 * Finds the verdict on a property by its path or, if the path is not listed, by its name.
 *
 * @example
 * findPiiVerdict(readPiiLists(settings), 'vat', 'customer.vat'); // 'hash' with piiDenylist: [{ property: 'vat', hash: true }]
 */
export const findPiiVerdict = (lists: PiiLists, key: string, path: string): PiiVerdict =>
  lists && (lists[path.toLowerCase()] ?? lists[key.toLowerCase()]);
