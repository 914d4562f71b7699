import type { ActionSource, CustomData, MessagingChannel } from '@twinbeam/shared';
import type { AppData } from './app-data.js';
import type { AttributionData } from './attribution-data.js';
import type { DataProcessingOptions } from './data-processing.js';
import type { OriginalEventData } from './late-value.js';
import type { UserData } from './user-data.js';

/**
 * An event exactly as the Conversions API gets it: match keys in normal form and hashed.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/server-event
 *
 * @example
 * const result = mapMessage(message, { pixelId: '1' });
 * const event: ServerEvent | undefined = 'event' in result ? result.event : undefined;
 */
export interface ServerEvent extends DataProcessingOptions {
  /** Meta's name of the event. */
  event_name: string;
  /** Seconds since 1970. */
  event_time: number;
  /** The id of the browser's leg too, by which Meta counts the event once. */
  event_id: string;
  /** Place where the conversion happened. */
  action_source: ActionSource;
  /** URL of the page, without personal data. */
  event_source_url?: string;
  /** URL of the page before it, without personal data. */
  referrer_url?: string;
  /** Whether Meta uses the event for attribution only, not to select ads. */
  opt_out?: boolean;
  /** Match keys of the person. */
  user_data: UserData;
  /** What happened: amount, products, properties of your own. */
  custom_data: CustomData;
  /** Only with the action source `app`. */
  app_data?: AppData;
  /** Only with the action source `business_messaging`. */
  messaging_channel?: MessagingChannel;
  /** Earlier event that a late value belongs to. */
  original_event_data?: OriginalEventData;
  /** Ad that the conversion is attributed to. */
  attribution_data?: AttributionData;
}

/**
 * An event, and what its request needs to know.
 *
 * @example
 * const { event, testEventCode }: MappedServerEvent = mapped;
 */
export interface MappedServerEvent {
  /** The event as it is sent. */
  event: ServerEvent;
  /** Code of Events Manager's test view, where an action of the settings has one. */
  testEventCode?: string;
}

/**
 * Input of the mapping beside message and settings.
 *
 * @example
 * const context: ServerEventContext = { now: Date.now(), live: true };
 */
export interface ServerEventContext {
  /** The clock, in milliseconds since 1970; default `Date.now()`. */
  now?: number | undefined;
  /** The message has just been sent by a browser or SDK, whose clock may be off; default false, as for a backfill. */
  live?: boolean | undefined;
  /** Creates the id of an event that came without one. Default: text of 104 random bits. */
  createId?: (() => string) | undefined;
  /** The message is of a visitor's own request, not of a library on a server. Default: `live`. */
  fromVisitor?: boolean | undefined;
}
