import { type Fields, isPresent, readPath } from '../base/value.js';
import type { Message } from '../message/message.js';
import type { Action, ActionValue, Settings } from '../settings.js';
import { isEqual } from './conditions.js';
import { type MessageType, makesEvent } from './message-type.js';

/**
 * Finds the first action in the settings whose conditions a message meets. A message that makes no event by itself,
 * such as `identify`, matches only conditions on its type.
 */
export const findAction = (type: MessageType, message: Message, { actions }: Settings): Action | undefined =>
  actions?.filter(
    ({ when }) =>
      (makesEvent(type) || when.type !== undefined) &&
      Object.entries(when).every(([path, expected]) =>
        isEqual(path === 'type' ? type : readPath(message, path), expected),
      ),
  )[0];

/** Reads the values that an action sets. A path that does not exist in the message is left out. */
export function readActionValues(values: Record<string, ActionValue> | undefined, message: Message): Fields {
  const result: Record<string, unknown> = {};
  for (const [key, source] of Object.entries(values ?? {})) {
    const value = 'path' in source ? readPath(message, source.path) : source.value;
    if (isPresent(value)) result[key] = value;
  }
  return result;
}
