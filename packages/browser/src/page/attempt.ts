/** Returns the result of a call, or undefined if it throws, because the browser or the page does not support it. */
export function attempt<Result>(call: () => Result): Result | undefined {
  try {
    return call();
  } catch {
    return undefined;
  }
}
