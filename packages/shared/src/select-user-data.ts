import { addressNames, type HashedKey, type MatchKeyNames, traitNames } from './match-key-names.js';
import type { Message } from './message.js';
import type { Settings } from './settings.js';
import { type Fields, isFields, isPresent, toFields, toText } from './value.js';

/** Match keys as a message gives them, each a value or a list: not yet in normal form, not hashed. */
export type UserDataSelection = Partial<Record<HashedKey, unknown>>;

/**
 * Selects the match keys of a message that are sent hashed, unchanged. The server normalises and hashes them, and so
 * does the Pixel. Root traits beat those of the context; `name` fills first and last name only where they are missing.
 */
export function selectUserData(message: Message, { removeExternalId }: Settings): UserDataSelection {
  const root = toFields(message.traits);
  const context = toFields(toFields(message.context).traits);
  const selection: UserDataSelection = {};

  if (!removeExternalId) {
    const ids = [message.userId, root.userId, context.userId, root.id, context.id, message.anonymousId];
    const id = ids.find((id) => (Array.isArray(id) ? id.some(toText) : toText(id) !== undefined));
    if (id !== undefined) selection.external_id = id;
  }
  for (const traits of [message.traits, toFields(message.context).traits]) {
    if (!isFields(traits)) continue;
    addKeys(selection, traitNames, traits);
    if (isFields(traits.address)) addKeys(selection, addressNames, traits.address);
  }

  const words = toText(root.name || context.name)?.split(/\s+/);
  if (words) {
    selection.fn ??= words[0];
    if (words[1]) selection.ln ??= words[words.length - 1];
  }
  return selection;
}

function addKeys(selection: UserDataSelection, rows: readonly MatchKeyNames[], source: Fields): void {
  for (const { key, names } of rows) {
    if (selection[key] !== undefined) continue;
    for (const name of names) {
      const value = source[name];
      if (!isPresent(value)) continue;
      selection[key] = value;
      break;
    }
  }
}
