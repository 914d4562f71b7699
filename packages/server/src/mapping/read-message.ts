import {
  error,
  type Fields,
  isFields,
  type Message,
  type Problem,
  readIntegrations,
  skippedByIntegrations,
} from '@twinbeam/shared';

/** A foreign message, or the reason why it makes no event. */
export type ReadMessage =
  | {
      message: Message;
      /** The options for Meta in `integrations`. */
      options: Fields;
      skipped?: never;
      problem?: never;
    }
  | { skipped: string; problem?: never; message?: never; options?: never }
  | { problem: Problem; skipped?: never; message?: never; options?: never };

/** Reads a foreign message. */
export function readMessage(input: unknown): ReadMessage {
  if (!isFields(input)) return { problem: error('message-unreadable', 'message') };
  const message: Message = input;
  const { enabled, options } = readIntegrations(message);
  return enabled ? { message, options } : { skipped: skippedByIntegrations };
}
