import type { Cleaner } from './clean-properties.js';
import { holdsEmail, isPersonalName } from './lean-pii.js';
import { type Fields, isFields, wellFormed } from './value.js';

/**
 * Stands in for `clean-properties.ts` in the browser's build for sites without rules of their own: it leans on JSON,
 * which the message becomes anyway, and knows no verdict but to drop. A test holds both to the same results.
 */
export const createCleaner = (): Cleaner => {
  const copy: Cleaner['copy'] = (properties, elsewhere) => {
    const copies: Record<string, unknown> = {};
    const flatten = (fields: Fields, prefix: string) => {
      for (const [key, value] of Object.entries(fields)) {
        if (!prefix && elsewhere?.includes(key)) continue;
        if (isFields(value)) flatten(value, `${prefix}${key}.`);
        else copies[prefix + key] = value;
      }
    };
    const replacer = (key: string, value: unknown) =>
      isPersonalName(key) || holdsEmail(key) || !isKept(value)
        ? undefined
        : Array.isArray(value)
          ? value.filter(isKept)
          : typeof value === 'string'
            ? wellFormed(value)
            : value;
    flatten(JSON.parse(JSON.stringify(properties, replacer)), '');
    return copies;
  };
  return { copy, product: (fields) => copy(fields) };
};

const isKept = (value: unknown) =>
  typeof value === 'string'
    ? value && !holdsEmail(value)
    : typeof value === 'object'
      ? value
      : typeof value === 'boolean' || Number.isFinite(value);
