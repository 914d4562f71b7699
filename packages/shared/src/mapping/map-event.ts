import { holdsEmail } from '../base/email-address.js';
import { error, type Problem } from '../base/problem.js';
import { toFields } from '../base/value.js';
import { toCustomData } from '../custom-data/to-custom-data.js';
import type { IdentifiedEvent } from '../event/identify-event.js';
import type { Message } from '../message/message.js';
import type { CustomData } from '../meta.js';
import type { Settings } from '../settings.js';

/**
 * Maps the data of an identified event that both legs share. An error among the problems rejects the message on both
 * legs.
 *
 * @param event the event that `identifyEvent` returns for the message
 * @param hash replaces the values of deny-listed properties marked `hash`; without it they are dropped
 * @example
 * if ('event' in identified) mapEvent(identified.event, message, settings).customData; // { value: 9.5, currency: 'EUR', … }
 */
export function mapEvent(
  event: IdentifiedEvent,
  message: Message,
  settings: Settings,
  hash?: (text: string) => string,
): { customData: CustomData; problems: Problem[] } {
  const { customData, problems } = toCustomData(event, toFields(message.properties), settings, hash);
  if (holdsEmail(event.name)) problems.push(error('email-in-text', 'event'));
  return { customData, problems };
}
