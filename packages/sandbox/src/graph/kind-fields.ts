import type { Fields } from './fields.js';

/**
 * The fields of a server event that only some kinds of events have, as they were sent.
 *
 * @example
 * const isOfApp = ({ app_data }: KindFields) => app_data !== undefined;
 */
export interface KindFields {
  /** Of an event in an app. */
  app_data?: Fields;
  /** Of a messaging event: `whatsapp`, `messenger` or `instagram`. */
  messaging_channel?: string;
  /** Of a late value (`AppendValue`): the event that it belongs to. */
  original_event_data?: Fields;
  /** The ad that the event is attributed to. */
  attribution_data?: Fields;
  /** URL of the page before it. */
  referrer_url?: string;
  /** Whether Meta uses it for attribution alone. */
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

/** Selects those that an event has. */
export const selectKindFields = (event: Fields): KindFields =>
  Object.fromEntries(names.filter((name) => event[name] !== undefined).map((name) => [name, event[name]]));
