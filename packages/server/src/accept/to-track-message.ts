import { type AnyProperties, isFields, isPresent, toFields } from '@twinbeam/shared';
import { toMessageFields } from './identity.js';
import type { TrackOptions } from './track-options.js';

/** Builds the message of a `track` call. The caller's event id goes where the browser puts it. */
export function toTrackMessage(
  event: string,
  properties: AnyProperties | undefined,
  { identity = {}, userId, traits, eventId, timestamp }: TrackOptions,
  now: number,
) {
  const id = eventId !== undefined && { event_id: eventId };
  const { context, ...fields } = toMessageFields(identity);
  // Traits that are not an object stay as they are, so that a problem names them; spreading a long text would make a
  // field of each character.
  const isUnreadable = isPresent(traits) && !isFields(traits);
  return {
    type: 'track',
    event,
    properties,
    ...fields,
    context: isUnreadable && id ? { ...context, traits: { ...context.traits, ...id } } : context,
    ...(isPresent(userId) && { userId }),
    ...((traits || id) && { traits: isUnreadable ? traits : { ...toFields(traits), ...id } }),
    timestamp: timestamp ?? now,
  };
}
