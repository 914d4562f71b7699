import { addressNames, type HashedKey, traitNames } from './match-key-names.js';
import type { Message } from './message.js';
import type { Settings } from './settings.js';
import { type Fields, fieldsOf, firstPresent, textOf } from './value.js';

/** Who did it, as the message says it: in clear, in any form. The server normalises and hashes it, or the Pixel does. */
export type UserDataSelection = Partial<Record<HashedKey, unknown[]>>;

/**
 * Selects the match keys of a message, unchanged. Root traits beat those of the context; `name` fills first and last
 * name only where they are missing.
 */
export function selectUserData(message: Message, { removeExternalId }: Settings): UserDataSelection {
  const traits = [fieldsOf(message.traits), fieldsOf(fieldsOf(message.context).traits)] as const;
  const addresses = [fieldsOf(traits[0].address), fieldsOf(traits[1].address)] as const;
  const selection: UserDataSelection = {};
  const put = (key: HashedKey, value: unknown): void => {
    if (value !== undefined) selection[key] = Array.isArray(value) ? value.slice(0, maxValues) : [value];
  };

  if (!removeExternalId) {
    const [root, ofContext] = traits;
    const ids = [message.userId, root.userId, ofContext.userId, root.id, ofContext.id, message.anonymousId];
    put(
      'external_id',
      ids.find((id) => (Array.isArray(id) ? id.some(textOf) : textOf(id) !== undefined)),
    );
  }
  const pick = (rows: typeof traitNames, sources: readonly Fields[]): void => {
    for (const [key, ...names] of rows) {
      for (const source of sources) {
        for (const name of names) if (!selection[key]) put(key, firstPresent(source[name]));
      }
    }
  };
  pick(traitNames, traits);
  pick(addressNames, addresses);

  const words = textOf(firstPresent(traits[0].name, traits[1].name))?.split(/\s+/);
  if (words) {
    selection.fn ??= words.slice(0, 1);
    if (words[1]) selection.ln ??= words.slice(-1);
  }
  return selection;
}

const maxValues = 20;
