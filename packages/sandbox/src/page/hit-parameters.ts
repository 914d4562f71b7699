import type { CardEvent } from '../page-api/card.js';

/** Returns the fields of a browser event that can be edited and sent again. */
export const toBrowserFields = (event: CardEvent): Record<string, unknown> => ({
  event_name: event.event_name,
  event_id: event.event_id,
  event_source_url: event.event_source_url,
  custom_data: event.custom_data,
  user_data: event.user_data,
});

/** Maps the fields of a browser event to the parameters of a hit. */
export function toHitParameters(pixelId: string, fields: Record<string, unknown>): URLSearchParams {
  const { event_name, event_id, event_source_url, custom_data, user_data } = fields;
  const toText = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
  const entries = Object.entries({ id: pixelId, ev: event_name, eid: event_id, dl: event_source_url });
  const custom = Object.entries((custom_data ?? {}) as object).map(([key, value]) => [`cd[${key}]`, value]);
  const user = Object.entries((user_data ?? {}) as object).map(([key, value]) => [
    key === 'fbp' || key === 'fbc' ? key : `ud[${key}]`,
    value,
  ]);
  return new URLSearchParams(
    [...entries, ...custom, ...user]
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([key, value]) => [String(key), toText(value)]),
  );
}
