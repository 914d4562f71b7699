import {
  type EventType,
  error,
  type Fields,
  isFields,
  type Message,
  type Problem,
  readEventType,
} from '@twinbeam/shared';
import { readIntegrations } from './integrations.js';

/** A foreign message that makes an event, or why it makes none. */
export type ReadMessage =
  | {
      message: Message;
      type: EventType /** What `integrations` asks for. */;
      options: Fields;
      skipped?: never;
      problem?: never;
    }
  | { skipped: string; problem?: never }
  | { problem: Problem; skipped?: never };

/** Reads a foreign message. */
export function readMessage(input: unknown): ReadMessage {
  if (!isFields(input)) return { problem: error('message-unreadable', 'message') };
  const message: Message = input;
  const { type, skipped, problem } = readEventType(message);
  if (skipped !== undefined) return { skipped };
  if (!type) return { problem };
  const { enabled, options } = readIntegrations(message);
  return enabled ? { message, type, options } : { skipped: "'integrations' switches this destination off" };
}
