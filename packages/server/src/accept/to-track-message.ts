import { isFields, isPresent, toFields } from '@twinbeam/shared';
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
  const { context, ...fields } = toMessageFields(identity);
  // What is no object stays as it is, so that a problem names it; a long text would be spread into as many fields.
  const isUnreadable = isPresent(traits) && !isFields(traits);
  return {
    type: 'track',
    event,
    properties,
    ...fields,
    context: isUnreadable && id ? { ...context, traits: { ...context.traits, ...id } } : context,
    ...(userId !== undefined && { userId }),
    ...((traits || id) && { traits: isUnreadable ? traits : { ...toFields(traits), ...id } }),
    timestamp: timestamp ?? now,
  };
}
