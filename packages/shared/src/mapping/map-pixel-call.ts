import type { MappingResult } from '../base/mapping-result.js';
import { error, hasErrors } from '../base/problem.js';
import { type Fields, firstPresent, toBoolean, toFields } from '../base/value.js';
import { type IdentifiedEvent, identifyEvent } from '../event/identify-event.js';
import type { GivenMessage } from '../message/given-message.js';
import { readOptOuts } from '../message/opt-out.js';
import type { CustomData } from '../meta.js';
import type { Settings } from '../settings.js';
import { mapEvent } from './map-event.js';

/**
 * A Pixel call.
 *
 * @example
 * fbq(call.method, call.pixelId, call.name, call.data, { eventID: call.eventID });
 */
export interface PixelCall {
  /** `trackSingleCustom` for an event that is not a standard event of Meta's. */
  method: 'trackSingle' | 'trackSingleCustom';
  /** The id of the pixel that is fired. */
  pixelId: string;
  /** Meta's name of the event. */
  name: string;
  /** The custom data, the same as on the server leg. */
  data: CustomData;
  /** The event id, the same as on the server leg, by which Meta counts the event once. */
  eventID: string;
}

/**
 * A Pixel call, and the match keys that an action of the settings sets.
 *
 * @example
 * const fire = ({ call }: MappedPixelCall) => fbq(call.method, call.pixelId, call.name, call.data, { eventID: call.eventID });
 */
export interface MappedPixelCall {
  /** The call to make. */
  call: PixelCall;
  /** Match keys for `init`, with Meta's names, unhashed; undefined if no action sets any. */
  userData?: Fields | undefined;
}

/**
 * Returns whether an event has no browser's leg: what adds to an earlier event, and an event with `opt_out`, which the Pixel
 * cannot tell Meta, and of two legs Meta prefers the browser's.
 */
const isServerOnly = ({ name, overlay }: IdentifiedEvent, message: Fields): boolean =>
  /^Append(Attribution|Value)$/.test(name) ||
  toBoolean(firstPresent(...readOptOuts(message, { ...toFields(message.properties), ...overlay }))) === true;

/**
 * Maps a message of our own script, which has no `integrations` and always has an id, to a Pixel call.
 *
 * @param complete changes an event that is not rejected, and its custom data
 * @example
 * mapPixelCall({ type: 'page', messageId: 'm1' }, { pixelId: '1' });
 */
export function mapPixelCall(
  message: GivenMessage,
  settings: Settings,
  complete?: (event: IdentifiedEvent, data: CustomData) => void,
): MappingResult<MappedPixelCall> {
  try {
    const source = toFields(message);
    const identified = identifyEvent(source, settings);
    if (!('event' in identified)) return identified;
    const { event } = identified;
    if (isServerOnly(event, source)) return { skipped: 'sent by servers only' };
    const { customData, problems } = mapEvent(event, source, settings);
    if (hasErrors(problems)) return { rejected: problems };
    complete?.(event, customData);
    const { name, isStandard, eventId, userData } = event;
    const method = isStandard ? 'trackSingle' : 'trackSingleCustom';
    const call: PixelCall = { method, pixelId: settings.pixelId, name, data: customData, eventID: eventId as string };
    return { call, userData, problems };
  } catch {
    // A foreign object may hold getters and proxies that throw.
    return { rejected: [error('message-unreadable', 'message')] };
  }
}
