import type { Fields } from './fields.js';
import { isHash, toHash } from './hash.js';
import { toNormalForm } from './normal-forms.js';
import type { Pixel } from './pixels.js';
import { toShapes } from './shapes.js';

type Parameters = [name: string, value: string][];

/**
 * Maps the user data of a pixel to parameters of a hit. Each key is sent four times: the shape of the passed value
 * (`cud`) and of its normal form (`ncud`), and the hash twice (`ud`, `aud`). Values that are already hashes are sent
 * unchanged. `cud` and `aud` come from the copies that `init` made.
 */
export function toUserDataParameters({ userData, alternateUserData, censoredUserDataFormat }: Pixel): Parameters {
  const normal = toNormalForms(userData);
  return [
    ...toParameters('cud', censoredUserDataFormat),
    ...toParameters('ncud', toShapes(normal)),
    ...toParameters('ud', toHashes(normal)),
    ...toParameters('aud', toHashes(toNormalForms(alternateUserData))),
  ];
}

/** Maps the data that were read from forms to hashed parameters of a hit. */
export const toFormFieldParameters = (fields: Fields): Parameters =>
  toParameters('udff', toHashes(toNormalForms(fields)));

const toParameters = (group: string, fields: Fields): Parameters =>
  Object.entries(fields).map(([key, value]) => [`${group}[${key}]`, String(value)]);

function toNormalForms(userData: Fields): Record<string, string> {
  const entries = Object.entries(userData).map(([key, value]): [string, string] => {
    const given = String(value ?? '');
    return [key, isHash(given) ? given : toNormalForm(key, given)];
  });
  return Object.fromEntries(entries.filter(([, normal]) => normal));
}

const toHashes = (fields: Record<string, string>): Fields =>
  Object.fromEntries(Object.entries(fields).map(([key, text]) => [key, isHash(text) ? text : toHash(text)]));
