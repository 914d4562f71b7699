import type { Message } from './message.js';
import { error, type Problem } from './problem.js';

/** Message types that make an event. */
export type EventType = 'track' | 'page' | 'screen';

/** The type of a message: one that makes an event, the reason why it makes none, or a problem. */
export type EventTypeResult =
  | { type: EventType; skipped?: never; problem?: never }
  | { skipped: string; type?: never; problem?: never }
  | { problem: Problem; type?: never; skipped?: never };

/** Reads the type of a message, in any case. A `track` message needs the name of its event. */
export function readEventType({ type: given, event }: Message): EventTypeResult {
  const type = typeof given === 'string' ? given.trim().toLowerCase() : '';
  if (type === 'page' || type === 'screen') return { type };
  if (type === 'track') {
    return typeof event === 'string' && event.trim() ? { type } : { problem: error('event-missing', 'event') };
  }
  if (type === 'identify' || type === 'group' || type === 'alias') {
    return { skipped: `a message of type '${type}' makes no event` };
  }
  return { problem: error(type ? 'type-unsupported' : 'type-missing', 'type') };
}
