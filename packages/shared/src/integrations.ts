import { toKnownId } from './event-id.js';
import type { IdentifiedEvent } from './identify-event.js';
import type { Message } from './message.js';
import type { CustomData } from './meta.js';
import { type Fields, isFields, toBoolean, toFields } from './value.js';

/** Reason for leaving out a message that is not for this destination. */
export const integrationsSkip = "'integrations' switches this destination off";

/**
 * Names of this destination in `integrations`, folded: RudderStack's of its Conversions API and of its Pixel, Segment's
 * and Customer.io's. `_`, `-` and white space are the same, or nothing.
 */
const integrationNames = [
  'fbconversions',
  'facebookconversions',
  'fbpixel',
  'facebookpixel',
  'facebookconversionsapi',
  'facebookconversionsapi(actions)',
];

const foldIntegration = (name: string): string => name.replace(/[\s_-]/g, '').toLowerCase();

/**
 * What the `integrations` of a message say to this destination.
 *
 * @example
 * const isForMeta = ({ enabled }: IntegrationOptions) => enabled;
 */
export interface IntegrationOptions {
  /** False when the message is not for us. */
  enabled: boolean;
  /** Options by name, such as `contentType`. */
  options: Fields;
}

/**
 * Reads what `integrations` says to this destination.
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
 * Sets the content type that `integrations` asks for, if the event is about products.
 *
 * @example
 * setContentType(event, customData, { contentType: 'hotel' });
 */
export function setContentType({ rule }: IdentifiedEvent, customData: CustomData, { contentType }: Fields): void {
  const type = toKnownId(contentType, 'id');
  if (type && rule !== 'amount' && rule !== 'none') customData.content_type = type;
}
