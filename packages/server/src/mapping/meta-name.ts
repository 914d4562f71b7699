import { identifyEvent, type Settings } from '@twinbeam/shared';

/**
 * Returns Meta's name for an event of a pixel, so that two names of one meaning can be compared. What the settings `events`
 * and `when` leave out has its name too.
 */
export function toMetaName(event: string, { events, when, ...settings }: Settings): string {
  const identified = identifyEvent({ type: 'track', event }, settings);
  return 'event' in identified ? identified.event.name : event;
}
