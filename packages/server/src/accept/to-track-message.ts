import type { TrackOptions } from '../twinbeam.js';
import { toMessageFields } from './identity.js';

/** Builds the message of a call of `track`. An event id of the caller's goes where the browser puts it, too. */
export function toTrackMessage(
  event: string,
  properties: Record<string, unknown> | undefined,
  { identity = {}, userId, traits, eventId, timestamp }: TrackOptions,
  now: number,
) {
  return {
    type: 'track',
    event,
    properties,
    ...toMessageFields(identity),
    ...(userId !== undefined && { userId }),
    ...((traits || eventId !== undefined) && {
      traits: { ...traits, ...(eventId !== undefined && { event_id: eventId }) },
    }),
    timestamp: timestamp ?? now,
  };
}
