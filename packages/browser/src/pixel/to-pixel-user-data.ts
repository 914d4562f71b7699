import { type Fields, type Message, type Settings, selectUserData, toText } from '@twinbeam/shared';

/** Match keys for `fbq('init')`, which normalises and hashes them before they are sent. */
export type PixelUserData = Record<string, string>;

/**
 * Returns what a message says of its visitor, selected as the server selects it.
 *
 * @param ofAction the match keys that the action of the message sets
 */
export function toPixelUserData(message: Message, settings: Settings, ofAction?: Fields): PixelUserData {
  const userData: PixelUserData = {};
  for (const [key, value] of Object.entries(selectUserData(message, settings, undefined, ofAction))) {
    const text = toText(value);
    if (text) userData[key] = text;
  }
  return userData;
}
