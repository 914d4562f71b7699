import {
  addressNames,
  type HashedKey,
  isFields,
  isPersonalName,
  isPresent,
  traitNames,
  warning,
} from '@twinbeam/shared';
import type { Mapping } from './mapping.js';
import type { UserData } from './user-data.js';

/**
 * Words in the names of traits, and the match key that is meant. The first that fits decides. `state` is none of them: it
 * is that of an account too, such as `enabled`.
 */
const meanings: readonly [words: RegExp, key: HashedKey][] = [
  [/mail/i, 'em'],
  [/phone|mobile|^tel|cell/i, 'ph'],
  [/first|given|full/i, 'fn'],
  [/last|family|sur/i, 'ln'],
  [/gender|^sex$/i, 'ge'],
  [/birth|^dob$/i, 'db'],
  [/city/i, 'ct'],
  [/zip|post/i, 'zp'],
  [/country/i, 'country'],
];

/** Names that mean a match key among traits only, and are personal names nowhere else. */
const shortNames = /^(?:mail|sex)$/i;

/** No person has more traits that are worth a look. */
const maxTraits = 50;

const toNames = (rows: readonly { names: readonly string[] }[]): ReadonlySet<string> =>
  new Set(rows.flatMap(({ names }) => names));
const readTraits = toNames([...traitNames, { names: ['address'] }]);
const readParts = toNames(addressNames);

/**
 * Warns of a trait that by its name would be a match key and is not read under it, such as `emailAddress`, where the
 * event lacks that match key.
 */
export function reportUnusedTraits({ traits, contextTraits, report }: Mapping, userData: UserData): void {
  const check = (given: unknown, path: string, read: ReadonlySet<string>) => {
    if (!isFields(given)) return;
    for (const name of Object.keys(given).slice(0, maxTraits)) {
      if (read.has(name) || !isPresent(given[name])) continue;
      if (!shortNames.test(name) && !isPersonalName(name)) continue;
      const key = meanings.find(([words]) => words.test(name))?.[1];
      if (key && !(key in userData)) report(warning('trait-unused', path + name));
    }
  };
  check(traits, 'traits.', readTraits);
  check(traits.address, 'traits.address.', readParts);
  check(contextTraits, 'context.traits.', readTraits);
  check(contextTraits.address, 'context.traits.address.', readParts);
}
