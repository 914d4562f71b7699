import type { EventStore } from '../events/event-store.js';
import type { ReceivedEvent } from '../events/received-event.js';

/** The maximum time between two events that may belong to one conversion, in milliseconds. */
const nearMs = 30_000;
/** The number of events before and after that are searched. */
const nearCount = 200;

/** Finds the other events of the same name and pixel that may be of the same conversion, the nearest in time first. */
export const findNearTwins = (event: ReceivedEvent, store: EventStore): ReceivedEvent[] =>
  findNear(event, store).filter(
    (other) =>
      other !== event &&
      other.event_name === event.event_name &&
      other.pixelId === event.pixelId &&
      isLikely(event, other),
  );

/** Returns the time between two events as text. */
export function toApartText(event: ReceivedEvent, other: ReceivedEvent): string {
  const apartMs = Math.abs(other.receivedAt - event.receivedAt);
  return apartMs < 1_000 ? `${apartMs} ms` : `${(apartMs / 1_000).toFixed(1)} s`;
}

/** Returns the events that arrived shortly before or after an event. */
function findNear(event: ReceivedEvent, store: EventStore): ReceivedEvent[] {
  const events = store.list();
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.id ?? 0) < event.id) low = middle + 1;
    else high = middle;
  }
  const distance = (other: ReceivedEvent) => Math.abs(other.receivedAt - event.receivedAt);
  return events
    .slice(Math.max(0, low - nearCount), low + nearCount)
    .filter((other) => distance(other) <= nearMs)
    .sort((a, b) => distance(a) - distance(b));
}

const visitorKeys = 'fbp fbc external_id em ph'.split(' ');

/** Returns whether two events may be of one visitor. They may be if one of them has no key to compare. */
function isLikely(event: ReceivedEvent, other: ReceivedEvent): boolean {
  const shared = visitorKeys.filter((key) => key in event.user_data && key in other.user_data);
  return (
    shared.length === 0 ||
    shared.some((key) => {
      const values = [other.user_data[key]].flat();
      return [event.user_data[key]].flat().some((value) => values.includes(value));
    })
  );
}
