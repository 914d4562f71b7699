import { findSimilar } from '../base/find-similar.js';
import { listGroup } from './list-group.js';
import { serverSchema } from './options.js';
import { pixelSchema } from './pixel-options.js';
import { pixelsVariable } from './pixels-from-env.js';

const prefix = 'TWINBEAM_';

/**
 * Returns a sentence for each environment variable whose name is nearly that of an option's variable. Such a variable has
 * no effect, so that the option's default applies: an outbox is in another folder, for instance.
 *
 * @example
 * describeMisspeltVariables({ TWINBEAM_OUTBX: 'lmdb:/var/lib/shop' });
 * // ['The variable TWINBEAM_OUTBX has no effect: is TWINBEAM_OUTBOX meant?']
 */
export function describeMisspeltVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = [serverSchema, pixelSchema]
    .flatMap((schema) => listGroup(schema))
    .flatMap(({ env: name }) => name ?? []);
  const own = toOwnParts([...known, pixelsVariable]);
  return toOwnParts(Object.keys(env))
    .filter((part) => !own.includes(part))
    .flatMap((part) => {
      const meant = findSimilar(part, own);
      return meant ? [`The variable ${prefix}${part} has no effect: is ${prefix}${meant} meant?`] : [];
    });
}

/** Returns what follows the prefix, in names that have it. With it, every name would be long, and so resemble others. */
const toOwnParts = (names: readonly string[]): string[] =>
  names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
