/** The page must not break because its tracking does. */
export function guard<Args extends unknown[], Result>(call: (...args: Args) => Result) {
  return (...args: Args): Result | undefined => {
    try {
      return call(...args);
    } catch (error) {
      console.warn(error);
      return undefined;
    }
  };
}
