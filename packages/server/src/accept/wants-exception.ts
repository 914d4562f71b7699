import type { SendOptions } from '../twinbeam.js';

/** Returns whether the caller wants an exception when an event cannot be stored. */
export function wantsException(options: SendOptions | null | undefined): boolean {
  try {
    return options?.orThrow === true;
  } catch {
    // A getter or proxy threw.
    return false;
  }
}
