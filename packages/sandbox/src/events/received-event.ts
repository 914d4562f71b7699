import type { Fields } from '../graph/fields.js';
import type { KindFields } from '../graph/kind-fields.js';

/**
 * The leg on which an event arrived.
 *
 * @example
 * const source: Source = 'server';
 */
export type Source = 'browser' | 'server';

/**
 * An event as it arrived.
 *
 * @example
 * const hasWarnings = ({ warnings }: Arrival) => warnings.length > 0;
 */
export interface Arrival extends KindFields {
  /** The leg on which it arrived. */
  source: Source;
  /** The id of the pixel to which it was sent. */
  pixelId: string;
  /** Meta's name of the event. */
  event_name: string;
  /** The event id; undefined if it was sent without one and so has no twin. */
  event_id?: string | undefined;
  /** Seconds since 1970. */
  event_time: number;
  /** Amount, products, and the site's own properties. */
  custom_data: Fields;
  /** Match keys; on the browser leg those of advanced matching. */
  user_data: Fields;
  /** URL of the page. */
  event_source_url?: string | undefined;
  /** All parameters of a browser hit, as sent. `rqm` is the transport: `GET`, `formPOST` or `SB` (a beacon). */
  parameters?: Record<string, string>;
  /** `action_source` of a server event. */
  action_source?: string | undefined;
  /** The code that makes it appear under "Test events". */
  test_event_code?: string | undefined;
  /** Limited Data Use: options, country and state, joined by commas. */
  data_processing?: string | undefined;
  /** Meta's recommendations that the event does not follow. */
  warnings: string[];
}

/**
 * An event as the sandbox stores it.
 *
 * @example
 * const lost: ReceivedEvent[] = sandbox.events().filter(({ pair, source }) => source === 'browser' && !pair);
 */
export interface ReceivedEvent extends Arrival {
  /** The number of the event in this sandbox, from 1. */
  id: number;
  /** Milliseconds since 1970. */
  receivedAt: number;
  /** `id` of its twin: the first event of the other leg that Meta would treat as the same. */
  pair?: number | undefined;
  /** The field by which Meta paired both: the event id, or the visitor if one leg has no id. */
  pairedBy?: 'event_id' | 'fbp' | 'external_id' | undefined;
  /** Whether Meta would count it. */
  counted: boolean;
  /** A sentence that says why it is counted or not. */
  reason: string;
}
