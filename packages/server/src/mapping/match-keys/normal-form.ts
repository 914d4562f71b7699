import type { HashedKey } from '@twinbeam/shared';
import { birthdayForm } from './birthday.js';
import { cityForm } from './city.js';
import { countryForm } from './country.js';
import { emailForm } from './email.js';
import { externalIdForm } from './external-id.js';
import { genderForm } from './gender.js';
import { nameForm } from './name.js';
import { phoneForm } from './phone.js';
import { stateForm } from './state.js';
import { zipForm } from './zip.js';

type ToForm = (value: unknown, country?: string) => string | undefined;
export type KeyForm = [key: HashedKey, toForm: ToForm];

const forms: Record<HashedKey, ToForm> = {
  external_id: externalIdForm,
  em: emailForm,
  ph: phoneForm,
  ge: genderForm,
  db: birthdayForm,
  ln: nameForm,
  fn: nameForm,
  ct: cityForm,
  st: stateForm,
  zp: zipForm,
  country: countryForm,
};

/** Every hashed key with what brings a single value of it into its normal form. */
export const keyForms = Object.entries(forms) as KeyForm[];

/**
 * The normal form of a match key before it is hashed.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters
 *
 * @param field the key by Meta's name: `em`, `ph`, `fn`, …
 * @param value a single value, as people write it
 * @param options `country`: ISO 3166-1 alpha-2, by which national telephone numbers, states and postal codes are read
 * @returns the text, or undefined when the value is unusable: it is then left out, never hashed
 * @example
 * normalForm('ph', '(650) 123-4567', { country: 'US' }); // '16501234567'
 */
export const normalForm = (
  field: HashedKey,
  value: unknown,
  { country }: { country?: string } = {},
): string | undefined => (Object.hasOwn(forms, field) ? forms[field](value, country) : undefined);
