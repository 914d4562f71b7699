import { addressNames, type Message, type Settings, traitNames } from '@twinbeam/shared/core-mapper';
import type { Traits } from '../identity/identity-store.js';

/** Match keys for `fbq('init')`, which normalises and hashes them before they leave the page. */
export type PixelUserData = Record<string, string>;

/**
 * Selects the match keys of a message that the tracker has made, by the rules of the server. A `name` that is not in parts
 * is split by the server alone.
 */
export function toPixelUserData({ userId, anonymousId, context }: Message, settings: Settings): PixelUserData {
  const { traits } = context as { traits: Traits };
  const data: PixelUserData = {};
  const addKeys = (rows: typeof traitNames, source: Traits = {}) => {
    for (const [key, names] of rows) {
      const value = names.map((name) => source[name]).find((found) => found && typeof found !== 'object');
      if (value) data[key] = `${value}`;
    }
  };
  if (!settings.removeExternalId) data.external_id = `${userId || traits.userId || traits.id || anonymousId}`;
  addKeys(traitNames, traits);
  addKeys(addressNames, traits.address as Traits | undefined);
  return data;
}
