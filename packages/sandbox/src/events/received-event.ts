import type { Fields } from '../graph/fields.js';
import type { KindFields } from '../graph/kind-fields.js';

/**
 * The leg that an event came by.
 *
 * @example
 * const source: Source = 'server';
 */
export type Source = 'browser' | 'server';

/**
 * An event in the form that it arrived in.
 *
 * @example
 * const hasWarnings = ({ warnings }: Arrival) => warnings.length > 0;
 */
export interface Arrival extends KindFields {
  /** The leg that it came by. */
  source: Source;
  /** Id of the pixel that it was sent to. */
  pixelId: string;
  /** Meta's name of the event. */
  event_name: string;
  /** Undefined when it came without one; then it has no twin. */
  event_id?: string | undefined;
  /** Seconds since 1970. */
  event_time: number;
  /** Amount, products, and properties of the site's own. */
  custom_data: Fields;
  /** Match keys; of the browser leg those of advanced matching. */
  user_data: Fields;
  /** URL of the page. */
  event_source_url?: string | undefined;
  /** All parameters of a hit of the browser, as they were sent. `rqm` is the way: `GET`, `formPOST` or `SB` (a beacon). */
  parameters?: Record<string, string>;
  /** `action_source` of a server event. */
  action_source?: string | undefined;
  /** The code that shows it under "Test events". */
  test_event_code?: string | undefined;
  /** Limited Data Use: options, country and state, joined by commas. */
  data_processing?: string | undefined;
  /** Rules that Meta advises and does not enforce, and that the event breaks. */
  warnings: string[];
}

/**
 * An event as the sandbox keeps it.
 *
 * @example
 * const lost: ReceivedEvent[] = sandbox.events().filter(({ pair, source }) => source === 'browser' && !pair);
 */
export interface ReceivedEvent extends Arrival {
  /** Number of the event in this sandbox, from 1. */
  id: number;
  /** Milliseconds since 1970. */
  receivedAt: number;
  /** `id` of its twin: the first event of the other leg that Meta would take for the same. */
  pair?: number | undefined;
  /** The field that told Meta that both are one event: the event id, or the visitor where one leg has no id. */
  pairedBy?: 'event_id' | 'fbp' | 'external_id' | undefined;
  /** Whether Meta would count it. */
  counted: boolean;
  /** A sentence that says why it is counted or not. */
  reason: string;
}
