/** Limits of the search: a model of a database may lead to all others. */
const maxValues = 10_000;
const maxDepth = 20;

/**
 * Returns the values that server code passed with each library object replaced by the result of its `toJSON`, the form
 * in which pages send it: databases have their own classes for amounts and ids (`Decimal`, `ObjectId`). A `bigint`,
 * which JSON does not have, becomes text; an object that wraps a string, number or boolean is unwrapped. Dates, binary
 * data and objects that cannot be read are kept. The value that was passed is not changed.
 */
export function toPlainValues<Value>(passed: Value): Value {
  let values = 0;
  const copy = (value: unknown, depth: number): unknown => {
    if (typeof value === 'bigint') return `${value}`;
    if (typeof value !== 'object' || value === null || depth > maxDepth || ++values > maxValues) return value;
    try {
      return copyObject(value, depth + 1);
    } catch {
      return value;
    }
  };
  const copyObject = (value: object, depth: number): unknown => {
    if (value instanceof Date || ArrayBuffer.isView(value)) return value;
    if (value instanceof String || value instanceof Number || value instanceof Boolean) return value.valueOf();
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') return copy(toDecimalText(toJSON.call(value)), depth);
    if (Array.isArray(value)) return value.map((item) => copy(item, depth));
    if (!isPlain(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner, depth)]));
  };
  return copy(passed, 0) as Value;
}

/** In JSON, MongoDB's decimals are objects too: https://www.mongodb.com/docs/manual/reference/mongodb-extended-json/ */
const toDecimalText = (json: unknown): unknown => (json as { $numberDecimal?: unknown } | null)?.$numberDecimal ?? json;

const isPlain = (value: object): boolean => [Object.prototype, null].includes(Object.getPrototypeOf(value));
