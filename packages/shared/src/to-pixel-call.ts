import { createEventId } from './event-id.js';
import { readEventType } from './event-type.js';
import { mapEvent } from './map-event.js';
import type { MappingResult } from './mapping-result.js';
import type { Message } from './message.js';
import type { CustomData } from './meta.js';
import { error, hasErrors } from './problem.js';
import type { Settings } from './settings.js';
import { toFields } from './value.js';

/** A call of the Pixel: `fbq(method, pixelId, name, data, {eventID})`. */
export interface PixelCall {
  method: 'trackSingle' | 'trackSingleCustom';
  pixelId: string;
  name: string;
  data: CustomData;
  eventID: string;
}

/**
 * Maps a message to the call of the Pixel. The server's leg of the same message has the same name, id and custom data,
 * and is rejected where this one is. (What the server rejects besides it alone can judge: time, action source, match
 * keys.) Pure: it never throws on foreign input and never changes it.
 *
 * @param message a message in the shape of RudderStack and Segment
 * @param settings the object by which the server maps too
 * @returns `{call, problems}`, `{skipped: reason}` or `{rejected: problems}`
 * @example
 * toPixelCall({ type: 'track', event: 'Product Added', properties: { product_id: 'boot', price: 49.99 }, messageId: 'm1' }, { pixelId: '1' });
 * // { call: { method: 'trackSingle', pixelId: '1', name: 'AddToCart', eventID: 'm1',
 * //   data: { product_id: 'boot', price: 49.99, content_ids: ['boot'], …, value: 49.99, currency: 'USD' } }, problems: [] }
 */
export function toPixelCall(message: unknown, settings: Settings): MappingResult<{ call: PixelCall }> {
  try {
    const source: Message = toFields(message);
    const { type, skipped, problem } = readEventType(source);
    if (skipped !== undefined) return { skipped };
    if (!type) return { rejected: [problem] };
    const { event, problems } = mapEvent(type, source, settings);
    if (event.name === 'AppendValue') return { skipped: 'sent by servers only' };
    if (hasErrors(problems)) return { rejected: problems };
    const { name, isStandard, customData, eventId = createEventId() } = event;
    const method = isStandard ? 'trackSingle' : 'trackSingleCustom';
    return { call: { method, pixelId: settings.pixelId, name, data: customData, eventID: eventId }, problems };
  } catch {
    // A foreign object may hold getters and proxies that throw.
    return { rejected: [error('message-unreadable', 'message')] };
  }
}
