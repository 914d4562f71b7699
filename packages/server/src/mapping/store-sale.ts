import type { PlainUserData } from './plain-user-data.js';

/** Match keys of a browser. Meta flags a sale in a store that has them, because such a sale has no browser. */
const webSignals = ['client_user_agent', 'client_ip_address', 'fbp', 'fbc'] as const;

/** Removes what a browser has left in the match keys of a sale in a store. */
export function removeWebSignals(data: PlainUserData): void {
  for (const name of webSignals) delete data[name];
}
