import type { AnyProperties, Text } from '../base/any-properties.js';

type OneOrMore<Value> = Value | readonly Value[];

/** A text, or a list of texts. */
type Texts = OneOrMore<string | null | undefined>;

/** The same, of which each may be a number or a date too. */
type Values = OneOrMore<Text>;

/**
 * The address of a person. Meta has no match key for a street.
 *
 * @example
 * const address: Address = { city: 'London', postalCode: 'NW1 6XE', country: 'GB' };
 */
export interface Address extends AnyProperties {
  city?: Texts;
  /** A state of the USA or another region: its name or code. */
  state?: Texts;
  zip?: Values;
  /** Is read if `zip` is missing. */
  postalCode?: Values;
  /** Is read if `zip` and `postalCode` are missing. */
  postal_code?: Values;
  /** A code or a name: `GB`, `Germany`. */
  country?: Texts;
}

/**
 * Data about a person, by which Meta matches the person: hashed before they are stored or sent. Other names are
 * allowed; they are not sent to Meta.
 *
 * @example
 * const traits: Traits = { email: 'ada@example.com', address: { city: 'London', country: 'GB' } };
 */
export interface Traits extends AnyProperties {
  email?: Texts;
  /** With the country's code, such as `+44 20 7946 0958`, or as it is dialled in the country of the address. */
  phone?: Values;
  firstName?: Texts;
  /** Is read before `firstName`. */
  firstname?: Texts;
  /** Is read if `firstname` and `firstName` are missing. */
  first_name?: Texts;
  lastName?: Texts;
  /** Is read before `lastName`. */
  lastname?: Texts;
  /** Is read if `lastname` and `lastName` are missing. */
  last_name?: Texts;
  /** The whole name, whose first and last word are used if the names above are missing. */
  name?: string | null | undefined;
  /** A word in any language, such as `female`, or `f` or `m`. */
  gender?: Texts;
  /** A date, such as `1990-12-31`. */
  birthday?: Values;
  /** Is read if `birthday` is missing. */
  dateOfBirth?: Values;
  address?: Address | null | undefined;
  /** The site's own id of the person, if the message has no `userId`. */
  userId?: Values;
  /** Is read if there is no `userId`. */
  id?: Values;
}
