/** Which leg an event came by. */
export type Source = 'browser' | 'server';

type Fields = Record<string, unknown>;

/** An event as a leg delivered it. */
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
  test_event_code?: string | undefined;
  /** Limited Data Use, as the leg says it: its options, country and state. */
  data_processing?: string | undefined;
  /** What Meta only advises. */
  warnings: string[];
}

/** An event as the sandbox keeps it. */
export interface ReceivedEvent extends Arrival {
  id: number;
  /** Milliseconds since 1970. */
  receivedAt: number;
  /** Id of the first event of the other leg that says the same, if there is one. */
  pair?: number | undefined;
  /** Whether Meta would count it. */
  counted: boolean;
  /** Why, in words. */
  reason: string;
}
