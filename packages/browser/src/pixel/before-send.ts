import { error, isFields, type Message, type PixelCall, type Problem } from '@twinbeam/shared';
import { warn } from '../page/warn.js';
import type { PixelEvent, ToPixelEvent } from './to-pixel-event.js';

/**
 * Is called with each event of the Pixel leg before it is fired. It may change the call, or return another call; `null`
 * or `false` drops it. It must not be asynchronous. The server leg is not changed: the server has an option of the same
 * name. Keep the id of the call, by which Meta pairs the two legs.
 *
 * @param call the Pixel call
 * @param message the message from which the call was mapped
 * @example
 * const beforeSend: BeforeSend = (call, message) => {
 *   if (call.name === 'Lead' && !call.data.plan) return null;
 *   call.data.channel = 'shop';
 *   return call;
 * };
 */
// biome-ignore lint/suspicious/noConfusingVoidType: a function that changes the call in place returns nothing.
export type BeforeSend = (call: PixelCall, message: Message) => PixelCall | null | false | undefined | void;

/**
 * Adds `beforeSend` to a mapper. If it throws or returns an invalid call, the Pixel is not fired, with a warning in the
 * console.
 */
export const withBeforeSend =
  (toPixelEvent: ToPixelEvent, beforeSend: BeforeSend): ToPixelEvent =>
  (message, settings) => {
    const mapped = toPixelEvent(message, settings);
    return 'call' in mapped && mapped.call ? applyBeforeSend(mapped, mapped.call, message, beforeSend) : mapped;
  };

function applyBeforeSend(
  mapped: PixelEvent & { problems: Problem[] },
  call: PixelCall,
  message: Message,
  beforeSend: BeforeSend,
): PixelEvent & { problems: Problem[] } {
  try {
    const returned = beforeSend(call, message);
    if (returned === null || returned === false) return { ...mapped, call: undefined };
    const result = returned ?? call;
    if (isCall(result)) return { ...mapped, call: result };
    warn('twinbeam: beforeSend returned something that is no call of the Pixel');
  } catch (thrown) {
    warn(thrown);
  }
  return { ...mapped, call: undefined, problems: [error('before-send-failed', 'beforeSend'), ...mapped.problems] };
}

/** Returns whether a value is a valid Pixel call. */
function isCall(value: unknown): value is PixelCall {
  if (!isFields(value)) return false;
  const { method, pixelId, name, data, eventID } = value;
  return [method, pixelId, name, eventID].every((text) => typeof text === 'string' && text !== '') && isFields(data);
}
