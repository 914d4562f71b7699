import { addressNames, type HashedKey, traitNames } from './match-key-names.js';
import type { Message } from './message.js';
import type { Settings } from './settings.js';
import { type Fields, fieldsOf, isFields, none, textOf } from './value.js';

/**
 * Who did it, as the message says it, each a value or a list: in clear, in any form. The server normalises and hashes
 * it, or the Pixel does.
 */
export type UserDataSelection = Partial<Record<HashedKey, unknown>>;

/**
 * Selects the match keys of a message, unchanged. Root traits beat those of the context; `name` fills first and last
 * name only where they are missing.
 */
export function selectUserData(message: Message, { removeExternalId }: Settings): UserDataSelection {
  const ofContext = fieldsOf(fieldsOf(message.context).traits);
  const root = fieldsOf(message.traits);
  const selection: UserDataSelection = {};

  if (!removeExternalId) {
    const ids = [message.userId, root.userId, ofContext.userId, root.id, ofContext.id, message.anonymousId];
    const id = ids.find((id) => (Array.isArray(id) ? id.some(textOf) : textOf(id) !== undefined));
    if (id !== undefined) selection.external_id = id;
  }
  for (const traits of [root, ofContext]) {
    pick(selection, traitNames, traits);
    if (isFields(traits.address)) pick(selection, addressNames, traits.address);
  }

  const words = textOf(root.name || ofContext.name)?.split(/\s+/);
  if (words) {
    selection.fn ??= words[0];
    if (words[1]) selection.ln ??= words.at(-1);
  }
  return selection;
}

function pick(selection: UserDataSelection, rows: typeof traitNames, source: Fields): void {
  if (source === none) return;
  for (const row of rows) {
    if (selection[row[0]] !== undefined) continue;
    for (const name of row[1]) {
      const value = source[name];
      if (value !== undefined && value !== null && value !== '') {
        selection[row[0]] = value;
        break;
      }
    }
  }
}
