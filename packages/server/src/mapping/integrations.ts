import { type Fields, isFields, type MappedEvent, type Message, toFields, toId } from '@twinbeam/shared';

/** Names of this destination in `integrations`, compared in any case. */
const integrationNames = [
  'fb_conversions',
  'fb conversions',
  'facebookconversions',
  'facebook conversions',
  'facebook_conversions',
  'facebook pixel',
];

/** What a message's `integrations` asks for. */
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
    const folded = name.trim().toLowerCase();
    if (folded === 'all') all = value;
    else if (integrationNames.includes(folded)) ours = ours === false ? false : value;
  }
  return {
    enabled: ours === false ? false : Boolean(ours) || all !== false,
    options: toFields(ours),
  };
}

/** Sets the content type that `integrations` asks for, if the event is about products. */
export function setContentType({ rule, customData }: MappedEvent, { contentType }: Fields): void {
  const type = toId(contentType);
  if (type && rule !== 'amount' && rule !== 'none') customData.content_type = type;
}
