import { identifyEvent, type Settings } from '@twinbeam/shared';

/**
 * Returns Meta's name of an event for a pixel, so that two names with the same meaning can be compared. Events that the
 * settings `events` and `when` leave out have their name too.
 */
export function toMetaName(event: string, { events, when, ...settings }: Settings): string {
  const identified = identifyEvent({ type: 'track', event }, settings);
  return 'event' in identified ? identified.event.name : event;
}
