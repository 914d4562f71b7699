import {
  type ActionSource,
  error,
  firstPresent,
  isPresent,
  type MessagingChannel,
  messagingChannels,
  warning,
} from '@twinbeam/shared';
import type { Mapping } from './mapping.js';
import type { PlainIds } from './plain-ids.js';
import type { ServerEvent } from './server-event.js';
import type { UserData } from './user-data.js';

/**
 * Ids that Meta requires for the events of each channel. Where an id has several names, one is enough.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/business-messaging
 */
const partnerIds: Record<MessagingChannel, readonly (readonly (keyof PlainIds)[])[]> = {
  whatsapp: [['ctwa_clid'], ['whatsapp_business_account_id']],
  messenger: [['page_id'], ['page_scoped_user_id']],
  instagram: [['ig_account_id', 'instagram_business_account_id'], ['ig_sid']],
};

/** Names that Meta lists for messaging events. */
export const messagingEvents: readonly string[] = [
  'Purchase',
  'LeadSubmitted',
  'InitiateCheckout',
  'AddToCart',
  'ViewContent',
  'OrderCreated',
  'OrderShipped',
  'OrderDelivered',
  'OrderCanceled',
  'OrderReturned',
  'CartAbandoned',
  'QualifiedLead',
  'RatingProvided',
  'ReviewProvided',
];

/**
 * Maps the channel of a messaging event. Meta refuses the event without its channel, or without the ids of the account
 * and of the person in this channel.
 */
export function toMessaging(
  { properties, context, settings, identified, report }: Mapping,
  actionSource: ActionSource,
  userData: UserData,
): Pick<ServerEvent, 'messaging_channel'> {
  if (actionSource !== 'business_messaging') {
    if (isPresent(properties.messaging_channel)) {
      report(warning('messaging-channel-unused', 'properties.messaging_channel'));
    }
    return {};
  }
  if (!messagingEvents.includes(identified.name)) report(warning('messaging-event-unlisted', 'event'));
  const channel = parseChannel(
    firstPresent(properties.messaging_channel, context.messaging_channel, settings.messagingChannel),
  );
  if (!channel) {
    report(error('messaging-channel-missing', 'properties.messaging_channel'));
    return {};
  }
  for (const names of partnerIds[channel]) {
    if (!names.some((name) => userData[name])) report(error('messaging-partner-missing', `context.${names[0]}`));
  }
  return { messaging_channel: channel };
}

const parseChannel = (value: unknown): MessagingChannel | undefined => {
  const name = typeof value === 'string' ? value.trim().toLowerCase() : value;
  return messagingChannels.find((channel) => channel === name);
};
