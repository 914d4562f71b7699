/** Owners of personal data: before a name, or the object that holds it. */
const owner =
  '(?:billing|shipping|customer|user|delivery|invoice|contact|recipient|buyer|payer|client|guest|your|home|work)';

/** Names of a person's own data. */
const person =
  '(?:first|last|full|given|family|middle|sur)_name|e_mail(?:_address)?(?:_\\d)?|(?:(?:tele|mobile_|cell_)?phone|mobile)(?:_number)?(?:_\\d)?|tel|cell';

/** Names of other data that describes a person, and of what Meta's terms keep out: passwords, numbers of cards. */
const other =
  'gender|birth_da(?:y|te)|date_of_birth|dob|ssn|passport(?:_no|_number)?|social_security(?:_number)?|iban|password(?:_confirmation)?|(?:credit_)?card_number|cvc|cvv|street(?:_address)?|address(?:_line)?(?:_\\d)?|city|state|country|zip(?:_code)?|post(?:al)?_code';

/**
 * Names of properties that hold personal data, which Meta must not get unhashed, as the last part of a path. `_` stands
 * for any separator or none: snake, camel and kebab case count, and words apart. Forms write paths with brackets:
 * `customer[email]`, `emails[email][]`.
 */
const personalNames = /*#__PURE__*/ new RegExp(
  `(?:^|[.[])(?:(?:${owner}_)*(?:(${person})|${other})|${owner}(?:_|\\.|\\]?\\[)name)\\]?(?:\\[\\d*\\])?$`.replace(
    /_/g,
    '[\\s_-]?',
  ),
);

/**
 * Finds how a path stands for personal data by its last part: as a `person`'s own, so that `name` beside it is too, or
 * as `other` data; undefined when it does not. `name` alone may be a product's: it is personal behind `customer.` and
 * the like.
 *
 * @example
 * findPersonalKind('billing.email'); // 'person'
 * findPersonalKind('shipping_city'); // 'other'
 * findPersonalKind('product_name'); // undefined
 */
export function findPersonalKind(path: string): 'person' | 'other' | undefined {
  // Browsers take twice as long to compile an expression of this length that ignores case.
  const match = personalNames.exec(path.toLowerCase());
  return match ? (match[1] === undefined ? 'other' : 'person') : undefined;
}

/**
 * Returns whether a property or query parameter of this name, or at this path, holds personal data.
 *
 * @example
 * isPersonalName('customer.name'); // true
 */
export const isPersonalName = (path: string): boolean => findPersonalKind(path) !== undefined;
