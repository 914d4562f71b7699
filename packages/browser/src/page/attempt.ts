/** Returns the result of a call; undefined where it throws, because the browser or the page has not got what it needs. */
export function attempt<Result>(call: () => Result): Result | undefined {
  try {
    return call();
  } catch {
    return undefined;
  }
}
