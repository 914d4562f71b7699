import type { Fields } from './fields.js';
import { isHash, toHash } from './hash.js';
import { toNormalForm } from './normal-forms.js';
import { placeUserData } from './place-user-data.js';

type Parameters = [name: string, value: string][];

/**
 * Maps user data to parameters of a hit. Each key comes four times: the shape of the value as it was given (`cud`) and in
 * its normal form (`ncud`), and twice the hash (`ud`, `aud`). Values that are hashes already are sent as they are.
 */
export function toUserDataParameters(userData: Fields): Parameters {
  const values = toValues(placeUserData(userData));
  return [
    ...values.map(([key, given]) => [`cud[${key}]`, toShape(given)]),
    ...values.map(([key, , normal]) => [`ncud[${key}]`, toShape(normal)]),
    ...values.map(([key, , , hash]) => [`ud[${key}]`, hash]),
    ...values.map(([key, , , hash]) => [`aud[${key}]`, hash]),
  ] as Parameters;
}

/** Maps what was read from forms to parameters of a hit, hashed. */
export const toFormFieldParameters = (fields: Fields): Parameters =>
  toValues(fields).map(([key, , , hash]) => [`udff[${key}]`, hash]);

function toValues(userData: Fields): [key: string, given: string, normal: string, hash: string][] {
  return Object.entries(userData).flatMap(([key, value]) => {
    const given = String(value ?? '');
    if (isHash(given)) return [[key, given, given, given]];
    const normal = toNormalForm(key, given);
    return normal ? [[key, given, normal, toHash(normal)]] : [];
  });
}

/** Replaces letters by `*` and digits by `#`. */
const toShape = (text: string): string => text.replace(/\p{L}/gu, '*').replace(/\d/g, '#');
