import { addressNames, type Message, type Settings, traitNames } from '@twinbeam/shared/core-mapper';
import type { Traits } from '../identity/identity.js';

/** Match keys for `fbq('init')`, which normalises and hashes them before they leave the page. */
export type PixelUserData = Record<string, string>;

/**
 * What a message of the tracker's says of its visitor, selected as the server selects it: there it is hashed by the same
 * rules. A `name` that is not in parts is split by the server alone.
 */
export function pixelUserData({ userId, anonymousId, context }: Message, settings: Settings): PixelUserData {
  const { traits } = context as { traits: Traits };
  const data: PixelUserData = {};
  const pick = (rows: typeof traitNames, source: Traits = {}) => {
    for (const [key, names] of rows) {
      const value = names.map((name) => source[name]).find((found) => found && typeof found !== 'object');
      if (value) data[key] = `${value}`;
    }
  };
  if (!settings.removeExternalId) data.external_id = `${userId || traits.userId || traits.id || anonymousId}`;
  pick(traitNames, traits);
  pick(addressNames, traits.address as Traits | undefined);
  return data;
}
