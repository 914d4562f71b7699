import { isFields } from '@twinbeam/shared';
import type { Logger } from '../log/logger.js';
import type { Fetch } from './http.js';

/** Creates a `fetch` that replaces Meta: it logs the events of each request, sends nothing, and responds like Graph. */
export const createDryFetch =
  (logger: Logger): Fetch =>
  async (url, { body }) => {
    const [, pixelId = ''] = /\/(\d+)\/events$/.exec(url) ?? [];
    const { data } = JSON.parse(body.toString()) as { data: unknown[] };
    for (const event of data) logger.info({ pixelId, ...describeEvent(event) }, 'dry run: this event would be sent');
    const text = JSON.stringify({ events_received: data.length, messages: [], fbtrace_id: 'dry' });
    return { status: 200, headers: { get: () => null }, text: async () => text };
  };

/**
 * Describes an event for the log. About the visitor it contains only the names of the match keys, no address and no
 * ids.
 */
function describeEvent(event: unknown) {
  const { event_name, event_id, event_time, action_source, user_data, custom_data } = isFields(event) ? event : {};
  return {
    event: event_name,
    eventId: event_id,
    time: new Date(Number(event_time) * 1000).toISOString(),
    actionSource: action_source,
    matchKeys: isFields(user_data) ? Object.keys(user_data) : [],
    customData: custom_data,
  };
}
