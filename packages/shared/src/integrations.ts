import { idText } from './event-id.js';
import type { CommonEvent } from './map-event.js';
import type { Message } from './message.js';
import { type Fields, fieldsOf, isFields } from './value.js';

/** The names under which `integrations` may speak to this destination, compared in any case. */
export const integrationNames = [
  'fb_conversions',
  'fb conversions',
  'facebookconversions',
  'facebook conversions',
  'facebook_conversions',
  'facebook pixel',
];

/** What a message's `integrations` says to us. */
export interface IntegrationOptions {
  /** False when the message is not for us. */
  enabled: boolean;
  options: Fields;
}

/** The event with the content type that `integrations` wants for this message alone, if it is about products. */
export function withContentType(event: CommonEvent, { contentType }: Fields): CommonEvent {
  const type = idText(contentType);
  if (type && event.rule !== 'amount' && event.rule !== 'none') event.customData.content_type = type;
  return event;
}

export function integrationOptions({ integrations }: Message): IntegrationOptions {
  if (!isFields(integrations)) return { enabled: true, options: {} };
  let all: unknown;
  let ours: unknown;
  for (const [name, value] of Object.entries(integrations)) {
    const folded = name.trim().toLowerCase();
    if (folded === 'all') all = value;
    else if (integrationNames.includes(folded)) ours = ours === false ? false : value;
  }
  return {
    enabled: ours === false ? false : Boolean(ours) || all !== false,
    options: isFields(ours) ? ours : fieldsOf(undefined),
  };
}
