import { toJson } from './to-json.js';

/**
 * Copies a value as JSON has it, which is how the server reads it: the page may go on changing what it has passed. What
 * JSON cannot hold is left out.
 */
export function toJsonCopy<Value>(value: Value): Value {
  const json = toJson(value);
  return json === undefined ? (undefined as Value) : JSON.parse(json);
}
