import type { Arrival } from '../events/received-event.js';
import type { Fields } from '../graph/fields.js';
import { findWarnings } from '../graph/find-warnings.js';
import { selectKindFields } from '../graph/kind-fields.js';

/** Maps an event that Graph accepts to what the sandbox stores. */
export const toArrival = (event: Fields, pixelId: string, testCode: unknown): Arrival => ({
  source: 'server',
  pixelId,
  event_name: String(event.event_name),
  event_id: event.event_id as string | undefined,
  event_time: event.event_time as number,
  custom_data: (event.custom_data ?? {}) as Fields,
  user_data: event.user_data as Fields,
  event_source_url: event.event_source_url as string | undefined,
  action_source: event.action_source as string,
  ...(event.data_processing_options !== undefined && {
    data_processing: [
      event.data_processing_options,
      event.data_processing_options_country ?? 0,
      event.data_processing_options_state ?? 0,
    ].join(),
  }),
  ...selectKindFields(event),
  ...(typeof testCode === 'string' && { test_event_code: testCode }),
  warnings: findWarnings(event),
});
