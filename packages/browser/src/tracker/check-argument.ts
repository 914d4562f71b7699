import { warn } from '../page/warn.js';

/**
 * Returns whether an argument of a call has its type; writes a warning if not. An object may be missing.
 *
 * @param position the argument's position, from 1
 */
export function checkArgument(call: string, position: number, value: unknown, type: string): boolean {
  // The type of null is `object`.
  const isRight = typeof (value ?? null) === type;
  if (!isRight) warn(`twinbeam: argument ${position} of ${call}() must be of type ${type}`);
  return isRight;
}
