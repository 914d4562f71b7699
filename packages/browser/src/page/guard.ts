import { warn } from './warn.js';

/** Wraps a function so that it never throws into the page: an error becomes a warning in the console. */
export function guard<Args extends unknown[], Result>(call: (...args: Args) => Result) {
  return (...args: Args): Result | undefined => {
    try {
      return call(...args);
    } catch (error) {
      warn(error);
      return undefined;
    }
  };
}
