/** Reads something of a caller's object. Undefined if that throws: the object may have getters, or be a proxy. */
export function readGiven<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
