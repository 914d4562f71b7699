import { toJson } from './to-json.js';

/** A message with more values is cut; the mapper copies no more either. */
const maxValues = 10_000;

/**
 * Copies a value as JSON has it, which is how the server reads it: the page may go on changing what it has passed. What
 * JSON cannot hold is left out, as is what follows the first 10,000 values: a DOM node reaches the whole page.
 */
export function toJsonCopy<Value>(value: Value): Value {
  const json = toJson(value, [], { values: maxValues });
  return json === undefined ? (undefined as Value) : JSON.parse(json);
}
