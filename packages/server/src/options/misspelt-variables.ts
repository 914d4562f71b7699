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
  const own = [...known, pixelsVariable].filter((name) => name.startsWith(prefix));
  return Object.keys(env)
    .filter((name) => name.startsWith(prefix) && !own.includes(name))
    .flatMap((name) => {
      const meant = findSimilar(name, own);
      return meant ? [`The variable ${name} has no effect: is ${meant} meant?`] : [];
    });
}
