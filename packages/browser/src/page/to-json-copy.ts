import { toJson } from './to-json.js';

/** Values above this number are left out; the mapper has the same limit. */
const maxValues = 10_000;

/**
 * Copies a value through JSON, as the server reads it, because the page may change the objects that it has passed.
 * Values that JSON cannot hold are left out, and so are all after the first 10,000: a DOM node references the whole
 * page.
 */
export function toJsonCopy<Value>(value: Value): Value {
  const json = toJson(value, [], { values: maxValues });
  return json === undefined ? (undefined as Value) : JSON.parse(json);
}
