/** Names of properties that hold personal data, which Meta must not get unhashed; in lower case. */
const personalNames = /*#__PURE__*/ new Set([
  'email',
  'firstname',
  'first_name',
  'lastname',
  'last_name',
  'gender',
  'city',
  'country',
  'phone',
  'state',
  'zip',
  'postalcode',
  'postal_code',
  'birthday',
  'dateofbirth',
  'date_of_birth',
]);

/** Returns whether a property or query parameter of this name, or the last part of its path, holds personal data. */
export const isPersonalName = (name: string): boolean =>
  personalNames.has(name) ||
  (needsFolding.test(name) && personalNames.has(name.slice(name.lastIndexOf('.') + 1).toLowerCase()));

/** Most names are neither in mixed case nor paths. */
const needsFolding = /[A-Z.]/;
