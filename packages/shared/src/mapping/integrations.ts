import { type Fields, isFields, toBoolean, toFields } from '../base/value.js';
import { toKnownId } from '../event/event-id.js';
import type { IdentifiedEvent } from '../event/identify-event.js';
import type { Message } from '../message/message.js';
import type { CustomData } from '../meta.js';

/** The reason why a message is skipped that is not for this destination. */
export const skippedByIntegrations = "'integrations' switches this destination off";

/**
 * The folded names of this destination in `integrations`: RudderStack's for its Conversions API and its Pixel,
 * Segment's, and Customer.io's. `_`, `-` and white space are ignored.
 */
const integrationNames = [
  'fbconversions',
  'facebookconversions',
  'fbpixel',
  'facebookpixel',
  'metapixel',
  'facebookconversionsapi',
  'facebookconversionsapi(actions)',
];

const foldIntegration = (name: string): string => name.replace(/[\s_-]/g, '').toLowerCase();

/**
 * The part of a message's `integrations` that concerns this destination.
 *
 * @example
 * const isForMeta = ({ enabled }: IntegrationOptions) => enabled;
 */
export interface IntegrationOptions {
  /** False if the message is not for this destination. */
  enabled: boolean;
  /** Options by name, such as `contentType`. */
  options: Fields;
}

/**
 * Reads the part of `integrations` that concerns this destination.
 *
 * @example
 * readIntegrations({ integrations: { All: false } }); // { enabled: false, options: {} }
 */
export function readIntegrations({ integrations }: Message): IntegrationOptions {
  if (!isFields(integrations)) return { enabled: true, options: {} };
  let all: unknown;
  let ours: unknown;
  for (const [name, value] of Object.entries(integrations)) {
    const folded = foldIntegration(name);
    if (folded === 'all') all = toBoolean(value) ?? value;
    else if (integrationNames.includes(folded) && ours !== false) {
      ours = toBoolean(value) === false ? false : isFields(value) ? { ...toFields(ours), ...value } : (ours ?? value);
    }
  }
  return {
    enabled: ours === false ? false : Boolean(ours) || all !== false,
    options: toFields(ours),
  };
}

/**
 * Sets the content type from the options in `integrations`, if the event is about products.
 *
 * @example
 * setContentType(event, customData, { contentType: 'hotel' });
 */
export function setContentType({ rule }: IdentifiedEvent, customData: CustomData, { contentType }: Fields): void {
  const type = toKnownId(contentType, 'id');
  if (type && rule !== 'amount' && rule !== 'none') customData.content_type = type;
}
