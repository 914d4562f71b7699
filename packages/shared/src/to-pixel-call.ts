import { createEventId } from './event-id.js';
import { identifyEvent } from './identify-event.js';
import { mapEvent } from './map-event.js';
import type { MappingResult } from './mapping-result.js';
import type { CustomData } from './meta.js';
import { error, hasErrors } from './problem.js';
import type { Settings } from './settings.js';
import { type Fields, toFields } from './value.js';

/**
 * A call of the Pixel.
 *
 * @example
 * fbq(call.method, call.pixelId, call.name, call.data, { eventID: call.eventID });
 */
export interface PixelCall {
  /** `trackSingleCustom` for an event that is not one of Meta's. */
  method: 'trackSingle' | 'trackSingleCustom';
  /** Id of the pixel that is fired. */
  pixelId: string;
  /** Meta's name of the event. */
  name: string;
  /** Custom data, those of the server's event too. */
  data: CustomData;
  /** The id of the server's leg too, by which Meta counts the event once. */
  eventID: string;
}

/**
 * A call, and the match keys that an action of the settings sets.
 *
 * @example
 * const fire = ({ call }: MappedPixelCall) => fbq(call.method, call.pixelId, call.name, call.data, { eventID: call.eventID });
 */
export interface MappedPixelCall {
  /** The call to make. */
  call: PixelCall;
  /** Match keys for `init`, by Meta's names, unhashed; undefined where no action sets any. */
  userData?: Fields | undefined;
}

/**
 * Maps a message to the call of the Pixel. The server's leg of the same message has the same name, id and custom data,
 * and is rejected where this one is. (The server also checks
 * what it alone knows: time, action source, match keys.) Pure: it never throws on foreign input and never changes it.
 *
 * @param message a message in the shape of RudderStack and Segment
 * @param settings the object by which the server maps too
 * @returns `{call, problems}`, `{skipped: reason}` or `{rejected: problems}`
 * @example
 * toPixelCall({ type: 'track', event: 'Product Added', properties: { product_id: 'boot', price: 49.99 }, messageId: 'm1' }, { pixelId: '1' });
 * // { call: { method: 'trackSingle', pixelId: '1', name: 'AddToCart', eventID: 'm1',
 * //   data: { product_id: 'boot', price: 49.99, content_ids: ['boot'], …, value: 49.99, currency: 'USD' } }, problems: [] }
 */
export function toPixelCall(message: unknown, settings: Settings): MappingResult<MappedPixelCall> {
  try {
    const source = toFields(message);
    const identified = identifyEvent(source, settings);
    if (!('event' in identified)) return identified;
    const { event } = identified;
    if (event.name === 'AppendValue') return { skipped: 'sent by servers only' };
    const { customData, problems } = mapEvent(event, source, settings);
    if (hasErrors(problems)) return { rejected: problems };
    const { name, isStandard, eventId = createEventId(), userData } = event;
    const method = isStandard ? 'trackSingle' : 'trackSingleCustom';
    const call: PixelCall = { method, pixelId: settings.pixelId, name, data: customData, eventID: eventId };
    return { call, userData, problems };
  } catch {
    // A foreign object may hold getters and proxies that throw.
    return { rejected: [error('message-unreadable', 'message')] };
  }
}
