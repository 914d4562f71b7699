import type { Traits } from '@twinbeam/shared';
import { guard } from '../page/guard.js';
import { watchDataLayer } from '../page/watch-data-layer.js';
import { isObject } from './is-object.js';
import { toTraits } from './to-traits.js';

/** Called with what an entry of a data layer tells of the visitor. */
export type OnUserData = (userId: string | undefined, traits: Traits) => void;

/**
 * Watches `user_id` and `user_data` in `window.dataLayer`, present and future ones: in objects as for Google Tag Manager,
 * and in the parameters of the commands `set`, `config` and `event` of `gtag`.
 *
 * @returns a function that stops watching
 */
export function watchUserData(window: Window, onUserData: OnUserData): () => void {
  const read = guard((entry: unknown) => {
    if (!isObject(entry)) return;
    const { user_id: id, user_data: userData } = Object(findParameters(entry));
    const userId = typeof id === 'number' ? `${id}` : typeof id === 'string' ? id.trim() : '';
    const traits = toTraits(userData);
    if (userId || Object.keys(traits)[0]) onUserData(userId || undefined, traits);
  });
  return watchDataLayer(window, (entries) => {
    for (const entry of entries) read(entry);
  });
}

/** Finds the parameters of an entry: its own members, or those of a command of `gtag`. */
function findParameters(entry: Record<PropertyKey, unknown>): unknown {
  const { 0: command, 1: target, 2: value } = entry;
  if (typeof command !== 'string') return entry;
  if (command !== 'set') return value;
  return isObject(target) ? target : { [`${target}`]: value };
}
