import { isPlaceholder } from '../base/placeholder.js';
import { type Fields, isFields, isPresent, toFields, toText } from '../base/value.js';
import type { Message } from '../message/message.js';
import type { Settings } from '../settings.js';
import { addressNames, type HashedKey, type MatchKeyNames, toPlaceholderKind, traitNames } from './match-key-names.js';

/**
 * The match keys of a message, each a value or a list, neither normalised nor hashed.
 *
 * @example
 * const selection: UserDataSelection = { em: 'Ada@Example.com', ph: ['+44 20 7946 0958'] };
 */
export type UserDataSelection = Partial<Record<HashedKey, unknown>>;

/**
 * A function that is called with the path of each field whose text stands for no value.
 *
 * @example
 * const onPlaceholder: OnPlaceholder = (path) => console.warn(`${path} has no value`);
 */
export type OnPlaceholder = (path: string) => void;

/**
 * Selects the match keys of a message that are sent hashed, and leaves them unchanged. The server and the Pixel
 * normalise and hash them. Root traits take precedence over those of the context; `name` supplies first and last name
 * only if they are missing. Placeholders count as missing.
 *
 * @param userData the match keys that the message's action sets; they take precedence over those of the message
 * @example
 * selectUserData({ userId: 'u1', traits: { email: 'ada@example.com' } }, { pixelId: '1' });
 * // { external_id: 'u1', em: 'ada@example.com' }
 */
export function selectUserData(
  message: Message,
  { removeExternalId }: Settings,
  onPlaceholder?: OnPlaceholder,
  userData?: Fields,
): UserDataSelection {
  const root = toFields(message.traits);
  const context = toFields(toFields(message.context).traits);
  const selection: UserDataSelection = {};
  for (const key in userData) {
    if (!isPlaceholder(userData[key], toPlaceholderKind(key))) selection[key as HashedKey] = userData[key];
    else onPlaceholder?.(`user_data.${key}`);
  }

  if (removeExternalId) delete selection.external_id;
  else {
    // The first id that is present, on both legs. If it is a list, the server sends all its ids; the Pixel accepts no
    // list.
    selection.external_id ??=
      selectId(message.userId, 'userId', onPlaceholder) ??
      selectId(root.userId, 'traits.userId', onPlaceholder) ??
      selectId(context.userId, 'context.traits.userId', onPlaceholder) ??
      selectId(root.id, 'traits.id', onPlaceholder) ??
      selectId(context.id, 'context.traits.id', onPlaceholder) ??
      selectId(message.anonymousId, 'anonymousId', onPlaceholder);
  }
  addTraits(selection, message.traits, 'traits.', onPlaceholder);
  addTraits(selection, toFields(message.context).traits, 'context.traits.', onPlaceholder);
  const hasName = addWholeName(selection, root, 'traits.', onPlaceholder);
  if (!hasName) addWholeName(selection, context, 'context.traits.', onPlaceholder);
  return selection;
}

function selectId(id: unknown, path: string, onPlaceholder?: OnPlaceholder): unknown {
  if (Array.isArray(id)) return id.some((one) => toText(one) && !isPlaceholder(one, 'userId')) ? id : undefined;
  if (!isPlaceholder(id, 'userId')) return toText(id);
  onPlaceholder?.(path);
  return undefined;
}

function addTraits(selection: UserDataSelection, traits: unknown, path: string, onPlaceholder?: OnPlaceholder): void {
  if (!isFields(traits)) return;
  addMatchKeys(selection, traitNames, traits, path, onPlaceholder);
  if (isFields(traits.address)) {
    addMatchKeys(selection, addressNames, traits.address, `${path}address.`, onPlaceholder);
  }
}

/** Returns whether a test holds for a value or, if it is a list, for one of its values. */
const holdsForAny = (value: unknown, test: (one: unknown) => boolean): boolean =>
  Array.isArray(value) ? value.some(test) : test(value);

/**
 * Adds those match keys of an object that are not selected yet, in place.
 *
 * @param path the object's path in the message, with a dot at its end
 * @example
 * addMatchKeys(selection, addressNames, { city: 'London' }, 'traits.address.'); // selection.ct is 'London'
 */
export function addMatchKeys(
  selection: UserDataSelection,
  rows: readonly MatchKeyNames[],
  source: Fields,
  path: string,
  onPlaceholder?: OnPlaceholder,
): void {
  for (const { key, names } of rows) {
    if (selection[key] !== undefined) continue;
    const isUsable = (one: unknown) => isPresent(one) && !isPlaceholder(one, toPlaceholderKind(key));
    for (const name of names) {
      const value = source[name];
      if (holdsForAny(value, isUsable)) {
        selection[key] = value;
        break;
      }
      if (holdsForAny(value, isPresent)) onPlaceholder?.(path + name);
    }
  }
}

/**
 * Adds the first and the last word of `name`; returns whether there is a name. Words such as `undefined`, which come
 * from a template with empty variables, are ignored.
 */
function addWholeName(
  selection: UserDataSelection,
  source: Fields,
  path: string,
  onPlaceholder?: OnPlaceholder,
): boolean {
  const text = toText(source.name);
  if (!text) return false;
  // A text that is too long for a name is left out as a whole.
  const words = text.length > 512 ? [text] : text.split(/\s+/);
  const known = words.filter((word) => !isPlaceholder(word, 'name'));
  if (known.length < words.length) onPlaceholder?.(`${path}name`);
  selection.fn ??= known[0];
  if (known[1]) selection.ln ??= known[known.length - 1];
  return known.length > 0;
}
