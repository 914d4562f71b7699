/** The leg that an event came by. */
export type Source = 'browser' | 'server';

type Fields = Record<string, unknown>;

/** An event in the form that it arrived in. */
export interface Arrival {
  source: Source;
  pixelId: string;
  event_name: string;
  event_id?: string | undefined;
  /** Seconds since 1970. */
  event_time: number;
  custom_data: Fields;
  user_data: Fields;
  event_source_url?: string | undefined;
  /** All parameters of a hit of the browser, as they were sent. `rqm` is the way: `GET`, `formPOST` or `SB` (a beacon). */
  parameters?: Record<string, string>;
  test_event_code?: string | undefined;
  /** Limited Data Use: options, country and state, joined by commas. */
  data_processing?: string | undefined;
  /** What Meta advises and does not enforce. */
  warnings: string[];
}

/** An event as the sandbox keeps it. */
export interface ReceivedEvent extends Arrival {
  id: number;
  /** Milliseconds since 1970. */
  receivedAt: number;
  /** `id` of its twin: the first event of the other leg that Meta would take for the same. */
  pair?: number | undefined;
  /** Whether Meta would count it. */
  counted: boolean;
  /** A sentence that says why it is counted or not. */
  reason: string;
}
