import type { MappingResult } from '../base/mapping-result.js';
import { error } from '../base/problem.js';
import { toFields } from '../base/value.js';
import { createEventId } from '../event/event-id.js';
import type { GivenMessage } from '../message/given-message.js';
import type { Settings } from '../settings.js';
import { readIntegrations, setContentType, skippedByIntegrations } from './integrations.js';
import { type MappedPixelCall, mapPixelCall } from './map-pixel-call.js';

/**
 * Maps any message to the call of the Pixel: `mapPixelCall`, and what `integrations` says. The server's leg of the same
 * message has the same name, id and custom data, and is rejected where this one is. (The server also checks what it
 * alone knows: time, action source, match keys.) Pure: it never throws on foreign input and never changes it.
 *
 * @param message a message in the shape of RudderStack and Segment
 * @param settings the same settings as on the server
 * @returns `{call, problems}`, `{skipped: reason}` or `{rejected: problems}`
 * @example
 * toPixelCall({ type: 'track', event: 'Product Added', properties: { product_id: 'boot', price: 49.99 }, messageId: 'm1' }, { pixelId: '1' });
 * // { call: { method: 'trackSingle', pixelId: '1', name: 'AddToCart', eventID: 'm1',
 * //   data: { product_id: 'boot', price: 49.99, content_ids: ['boot'], …, value: 49.99, currency: 'USD' } }, problems: [] }
 */
export function toPixelCall(message: GivenMessage, settings: Settings): MappingResult<MappedPixelCall> {
  try {
    const { enabled, options } = readIntegrations(toFields(message));
    if (!enabled) return { skipped: skippedByIntegrations };
    return mapPixelCall(message, settings, (event, data) => {
      event.eventId ??= createEventId();
      setContentType(event, data, options);
    });
  } catch {
    // A foreign object may hold getters and proxies that throw.
    return { rejected: [error('message-unreadable', 'message')] };
  }
}
