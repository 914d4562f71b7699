import { addressNames, type Settings, traitNames } from '@twinbeam/shared/core';
import type { Traits, Visitor } from './identity.js';

/** Match keys for `fbq('init')`, which normalises and hashes them before they leave the page. */
export type PixelUserData = Record<string, string>;

/** What the page knows of its visitor, selected as the server selects it: there it is hashed by the same rules. */
export function pixelUserData(visitor: Visitor, settings: Settings): PixelUserData {
  const { traits } = visitor.context;
  const data: PixelUserData = {};
  const put = (key: string, value: unknown) => {
    if (value && typeof value !== 'object') data[key] ||= `${value}`;
  };
  const pick = (rows: typeof traitNames, source: Traits = {}) => {
    for (const [key, ...names] of rows) for (const name of names) put(key, source[name]);
  };
  if (!settings.removeExternalId) put('external_id', visitor.userId || visitor.anonymousId);
  pick(traitNames, traits);
  pick(addressNames, traits.address as Traits | undefined);
  const words = `${traits.name ?? ''}`.trim().split(/\s+/);
  put('fn', words[0]);
  put('ln', words[1] && words.at(-1));
  return data;
}
