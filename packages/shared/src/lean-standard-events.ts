import type { StandardEvent } from './standard-events.js';

/**
 * Stands in for `standard-events.ts` where only the id of an event is wanted: a purchase alone takes its id from
 * elsewhere than from its message.
 */
export const findStandardEvent = (name: string): StandardEvent | undefined =>
  /^\s*(order\s+completed|purchase)\s*$/i.test(name) ? { name, event: 'Purchase', rule: 'products' } : undefined;
