/**
 * An object with properties of any name and type: a literal, or a value of an interface or a class.
 *
 * @example
 * interface Signup { plan: string }
 * const properties: AnyProperties = { plan: 'pro' } satisfies Signup;
 */
export interface AnyProperties {
  // Of `unknown`, TypeScript refuses objects whose type is an interface: these have no index signature.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  [name: string]: any;
}

/** An object whose class has its own form in JSON, as databases have for amounts and ids (`Decimal`, `ObjectId`). */
interface JsonObject {
  toJSON(): unknown;
}

/** An object around a primitive value, such as `new String('boot')`. */
interface WrapperObject {
  valueOf(): string | number;
}

/** An id, an amount or other text. Null and undefined count as missing. */
export type Text = string | number | bigint | JsonObject | WrapperObject | null | undefined;
