/** Bounds of what is looked at: a model of a database may lead to all others. */
const maxValues = 10_000;
const maxDepth = 20;

/**
 * Returns what server code has passed with the objects of libraries as their `toJSON` writes them, as pages send them:
 * databases have classes of their own for amounts and ids (`Decimal`, `ObjectId`). A `bigint`, which JSON has not, becomes
 * text; an object around a text, a number or a boolean is that. Dates and binary data stay as they are, and so does an
 * object that cannot be read. The value that was passed is not changed.
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

/** MongoDB's decimals are objects in JSON, too: https://www.mongodb.com/docs/manual/reference/mongodb-extended-json/ */
const toDecimalText = (json: unknown): unknown => (json as { $numberDecimal?: unknown } | null)?.$numberDecimal ?? json;

const isPlain = (value: object): boolean => [Object.prototype, null].includes(Object.getPrototypeOf(value));
