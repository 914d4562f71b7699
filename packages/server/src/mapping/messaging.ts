import {
  error,
  firstPresent,
  type Message,
  type MessagingChannel,
  messagingChannels,
  type Problem,
  type Settings,
  toFields,
  warning,
} from '@twinbeam/shared';
import { addPlainIds, type PlainIds } from './plain-ids.js';

/**
 * Ids that Meta asks for with the events of each channel; of several names one is enough.
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
 * Maps what a messaging event has beside others: its channel, and the ids of the account and of the person in it. What
 * Meta would refuse the event without is an error.
 *
 * @param ids the ids of the context; those of the traits are added to this object
 */
export function toMessaging(
  message: Message,
  eventName: string,
  ids: PlainIds,
  { messagingChannel }: Settings,
): { channel: MessagingChannel | undefined; problems: Problem[] } {
  const context = toFields(message.context);
  const problems: Problem[] = [];
  addPlainIds(ids, toFields(message.traits), 'traits', problems);
  addPlainIds(ids, toFields(context.traits), 'context.traits', problems);
  const channel = parseChannel(
    firstPresent(toFields(message.properties).messaging_channel, context.messaging_channel, messagingChannel),
  );
  if (channel) {
    for (const names of partnerIds[channel]) {
      if (!names.some((name) => ids[name])) problems.push(error('messaging-partner-missing', `context.${names[0]}`));
    }
  } else problems.push(error('messaging-channel-missing', 'properties.messaging_channel'));
  if (!messagingEvents.includes(eventName)) problems.push(warning('messaging-event-unlisted', 'event'));
  return { channel, problems };
}

const parseChannel = (value: unknown): MessagingChannel | undefined => {
  const name = typeof value === 'string' ? value.trim().toLowerCase() : value;
  return messagingChannels.find((channel) => channel === name);
};
