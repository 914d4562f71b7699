import {
  type CustomData,
  type Fields,
  type IdentifiedEvent,
  isFields,
  type Message,
  toBoolean,
  toFields,
  toKnownId,
} from '@twinbeam/shared';

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

/** Options for Meta in the `integrations` of a message. */
export interface IntegrationOptions {
  /** False when the message is not for us. */
  enabled: boolean;
  options: Fields;
}

/** Reads what `integrations` says to us. */
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

/** Sets the content type that `integrations` asks for, if the event is about products. */
export function setContentType({ rule }: IdentifiedEvent, customData: CustomData, { contentType }: Fields): void {
  const type = toKnownId(contentType, 'id');
  if (type && rule !== 'amount' && rule !== 'none') customData.content_type = type;
}
