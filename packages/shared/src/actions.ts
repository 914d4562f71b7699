import type { EventType } from './event-type.js';
import type { Message } from './message.js';
import type { Action, Settings } from './settings.js';
import { type Fields, foldName, readPath } from './value.js';

/** What an action of the settings makes of a message. */
export interface ActionResult {
  /** The event's name. */
  event: string;
  /** What stands over the message's properties. */
  overlay: Fields;
}

/** Applies the first action whose conditions a message meets; undefined when there is none. */
export function applyActions(type: EventType, message: Message, { actions }: Settings): ActionResult | undefined {
  const action = actions?.find(({ when }) =>
    Object.entries(when).every(([path, expected]) =>
      isEqual(path === 'type' ? type : readPath(message, path), expected),
    ),
  );
  return action && { event: action.event, overlay: toOverlay(action, message) };
}

/** Texts are compared as names are. */
const isEqual = (value: unknown, expected: unknown): boolean =>
  typeof value === 'string' && typeof expected === 'string'
    ? foldName(value) === foldName(expected)
    : value === expected;

function toOverlay({ data = {} }: Action, message: Message): Fields {
  const overlay: Record<string, unknown> = {};
  for (const [key, source] of Object.entries(data)) {
    overlay[key] = 'path' in source ? readPath(message, source.path) : source.value;
  }
  return overlay;
}
