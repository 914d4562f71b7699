import type { Fields } from './fields.js';

/**
 * The fields of a server event that only some kinds of events have, as they were sent.
 *
 * @example
 * const isOfApp = ({ app_data }: KindFields) => app_data !== undefined;
 */
export interface KindFields {
  /** For an app event. */
  app_data?: Fields;
  /** For a messaging event: `whatsapp`, `messenger` or `instagram`. */
  messaging_channel?: string;
  /** For a late value (`AppendValue`): the event to which it belongs. */
  original_event_data?: Fields;
  /** The ad to which the event is attributed. */
  attribution_data?: Fields;
  /** URL of the previous page. */
  referrer_url?: string;
  /** Meta uses the event only for attribution. */
  opt_out?: boolean;
}

const names = [
  'app_data',
  'messaging_channel',
  'original_event_data',
  'attribution_data',
  'referrer_url',
  'opt_out',
] as const satisfies (keyof KindFields)[];

/** Selects those of these fields that an event has. */
export const selectKindFields = (event: Fields): KindFields =>
  Object.fromEntries(names.filter((name) => event[name] !== undefined).map((name) => [name, event[name]]));
