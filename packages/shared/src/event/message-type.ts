import { error, type Problem } from '../base/problem.js';
import { maxNameLength } from '../base/value.js';
import type { Message } from '../message/message.js';

/** Types of messages. */
export type MessageType = 'track' | 'page' | 'screen' | 'identify' | 'group' | 'alias';

/** The type of a message, or the problem if it has none. */
export type MessageTypeResult = { type: MessageType; problem?: never } | { problem: Problem; type?: never };

/**
 * Reads the type of a message, in any case. A `track` message needs the name of its event, of at most 512 characters.
 */
export function readMessageType({ type: given, event }: Message): MessageTypeResult {
  const type = typeof given === 'string' ? given.trim().toLowerCase() : '';
  if (!isMessageType(type)) return { problem: error(type ? 'type-unsupported' : 'type-missing', 'type') };
  if (type === 'track') {
    if (typeof event !== 'string' || !event.trim()) return { problem: error('event-missing', 'event') };
    if (event.length > maxNameLength) return { problem: error('text-too-long', 'event') };
  }
  return { type };
}

const isMessageType = (text: string): text is MessageType => makesEvent(text) || /^(identify|group|alias)$/.test(text);

/** Returns whether messages of a type make an event by themselves; other messages need an action. */
export const makesEvent = (type: string): type is 'track' | 'page' | 'screen' =>
  type === 'track' || type === 'page' || type === 'screen';
