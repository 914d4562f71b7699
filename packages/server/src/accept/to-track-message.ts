import { isFields, toFields } from '@twinbeam/shared';
import type { TrackOptions } from '../twinbeam.js';
import { toMessageFields } from './identity.js';

/** Builds the message of a call of `track`. An event id of the caller's goes where the browser puts it, too. */
export function toTrackMessage(
  event: string,
  properties: Record<string, unknown> | undefined,
  { identity = {}, userId, traits, eventId, timestamp }: TrackOptions,
  now: number,
) {
  const id = eventId !== undefined && { event_id: eventId };
  return {
    type: 'track',
    event,
    properties,
    ...toMessageFields(identity),
    ...(userId !== undefined && { userId }),
    // A long text would be spread into as many fields.
    ...((traits || id) && { traits: isFields(traits) || id ? { ...toFields(traits), ...id } : traits }),
    timestamp: timestamp ?? now,
  };
}
