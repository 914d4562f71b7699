import { type HashedKey, isPlaceholder, toPlaceholderKind } from '@twinbeam/shared';
import { toBirthdayForm } from './birthday.js';
import { toCityForm } from './city.js';
import { toCountryForm } from './country.js';
import { toEmailForm } from './email.js';
import { toExternalIdForm } from './external-id.js';
import { toGenderForm } from './gender.js';
import { isOtherHash } from './hash.js';
import { toNameForm } from './name.js';
import { toPhoneForm } from './phone.js';
import { toStateForm } from './state.js';
import { toZipForm } from './zip.js';

/** Brings a single value into its normal form. Returns undefined if the value cannot be used. */
type ToForm = (value: unknown, country: string | undefined, now: number) => string | undefined;

/** Functions that bring a value of each hashed key into its normal form. */
const forms: Record<HashedKey, ToForm> = {
  external_id: toExternalIdForm,
  em: toEmailForm,
  ph: toPhoneForm,
  ge: toGenderForm,
  db: (value, _country, now) => toBirthdayForm(value, now),
  ln: toNameForm,
  fn: toNameForm,
  ct: toCityForm,
  st: toStateForm,
  zp: toZipForm,
  country: toCountryForm,
};

/** Brings a single value of a hashed key into its normal form. The value must not be a placeholder. */
export const toNormalForm = (
  key: HashedKey,
  value: unknown,
  country: string | undefined,
  now: number,
): string | undefined => (isOtherHash(value) && key !== 'external_id' ? undefined : forms[key](value, country, now));

/**
 * Returns the normal form of a match key before it is hashed.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters
 *
 * @param field the key by Meta's name: `em`, `ph`, `fn`, …
 * @param value a single value, as people write it
 * @param options `country`: ISO 3166-1 alpha-2, by which national telephone numbers, states and postal codes are read;
 *   `now`: the clock in milliseconds since 1970, by which a later date of birth is refused; default `Date.now()`
 * @returns the text; undefined when the value cannot be used, which is then left out and not hashed
 * @example
 * normalForm('ph', '(650) 123-4567', { country: 'US' }); // '16501234567'
 */
export const normalForm = (
  field: HashedKey,
  value: unknown,
  { country, now = Date.now() }: { country?: string; now?: number } = {},
): string | undefined =>
  Object.hasOwn(forms, field) && !isPlaceholder(value, toPlaceholderKind(field))
    ? toNormalForm(field, value, country, now)
    : undefined;
