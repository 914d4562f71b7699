/** Words for the owner of personal data, as a prefix of a name or as the name of the parent object. */
const owner =
  '(?:billing|shipping|customer|user|delivery|invoice|contact|recipient|buyer|payer|client|guest|your|home|work|caller|donor|patient|student|passenger|travell?er|attendee|applicant|member)';

/** Names of a person's own data. */
const person =
  '(?:first|last|full|given|family|middle|sur)_name|e_mail(?:_address)?(?:_\\d)?|(?:(?:tele|mobile_|cell_)?phone|mobile)(?:_number)?(?:_\\d)?|tel|cell';

/** Names of other data that describe a person. */
const other =
  'gender|birth_da(?:y|te)|date_of_birth|dob|credit_card|street(?:_address)?|address(?:_line)?(?:_\\d)?|city|state|country|zip(?:_code)?|post(?:al)?_code';

/**
 * Last words of names of secrets, and of numbers that Meta's terms forbid, whatever word is before them:
 * `csrf_token`, `x-api-key`, `gift_card_number`.
 */
const secret =
  'token|secret|pass(?:word(?:_confirmation|_\\d)?|wd|phrase|port(?:_no|_number)?)|pwd|jwt|[cx]srf|(?:api|private|access|secret|session)_key|authorization|(?:php|j)sess(?:ion)?id|ssn|social_security(?:_number)?|iban|cv[cv]|(?:card|cc|account)(?:_|\\.|\\]?\\[)(?:no|number|num)';

/**
 * Matches paths whose last part names personal data, which must not reach Meta unhashed. `_` stands for any separator
 * or none: snake case, camel case, kebab case and separate words match, also as URLs write them (`first+name`). Form
 * fields write paths with brackets: `customer[email]`, `emails[email][]`. A link that was encoded for HTML twice has
 * `amp;` before a name. `member_state` is a country.
 */
const personalNames = /*#__PURE__*/ new RegExp(
  `(?:(?:^|[.[;])(?!member_state)(?:(?:${owner}_)*(?:(${person})|${other})|${owner}(?:_|\\.|\\]?\\[)name)|${secret})\\]?(?:\\[\\d*\\])?$`.replace(
    /_/g,
    '[\\s_+-]?',
  ),
);

/**
 * Finds the kind of personal data that a path names by its last part: `person` for a person's own data, so that `name`
 * next to it is personal too, or `other`; undefined if it names none. `name` alone may be a product's name: it is
 * personal after `customer.` and similar words.
 *
 * @example
 * findPersonalKind('billing.email'); // 'person'
 * findPersonalKind('shipping_city'); // 'other'
 * findPersonalKind('product_name'); // undefined
 */
export function findPersonalKind(path: string): 'person' | 'other' | undefined {
  // Lower case, because browsers take twice as long to compile an expression of this length with the flag `i`.
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
