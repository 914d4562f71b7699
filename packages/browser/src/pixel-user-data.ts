import { addressNames, type Settings, traitNames } from '@twinbeam/shared/core';
import type { Traits, Visitor } from './identity.js';

/** Match keys for `fbq('init')`, which normalises and hashes them before they leave the page. */
export type PixelUserData = Record<string, string>;

/**
 * What the page knows of its visitor, selected as the server selects it: there it is hashed by the same rules. A `name`
 * that is not in parts is split by the server alone.
 */
export function pixelUserData(visitor: Visitor, settings: Settings): PixelUserData {
  const { traits } = visitor.context;
  const data: PixelUserData = {};
  const pick = (rows: typeof traitNames, source: Traits = {}) => {
    for (const [key, names] of rows) {
      const value = names.map((name) => source[name]).find((found) => found && typeof found !== 'object');
      if (value) data[key] = `${value}`;
    }
  };
  if (!settings.removeExternalId) {
    data.external_id = `${visitor.userId || traits.userId || traits.id || visitor.anonymousId}`;
  }
  pick(traitNames, traits);
  pick(addressNames, traits.address as Traits | undefined);
  return data;
}
