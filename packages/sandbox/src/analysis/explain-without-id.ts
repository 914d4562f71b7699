import type { EventStore } from '../events/event-store.js';
import type { ReceivedEvent } from '../events/received-event.js';
import { findNearTwins, toApartText } from './near-events.js';

/** The explanation of an event without an event id, and the fix. */
export interface WithoutId {
  text: string;
  fix: string;
}

/** Explains an event of the Pixel that has no event id: an automatic one, or the copy that another tag has sent. */
export function explainWithoutId(event: ReceivedEvent, store: EventStore): WithoutId | undefined {
  if (event.source !== 'browser' || event.event_id) return undefined;
  if (event.parameters?.['es'] === 'automatic') {
    return {
      text: `An automatic event of Meta's library, which a click on a button makes. It has no event id and no server leg, and counts once.`,
      fix: "To turn it off, leave out automaticEvents: 'meta', and let no other script initialise the pixel; or turn off automatic events in Events Manager.",
    };
  }
  const twin = findNearTwins(event, store).find(({ event_id, counted }) => event_id && counted);
  if (!twin) return undefined;
  const order = twin.id < event.id ? 'before' : 'after';
  return {
    text: `Another tag sends it without an event id: a ${event.event_name} of this visitor with the id ${twin.event_id} arrived ${toApartText(event, twin)} ${order}. Meta counts it twice.`,
    fix: 'Remove the other tag of the pixel (a snippet, a tag manager, a plugin), or give its event the same event id.',
  };
}
