import type { EventStore } from '../events/event-store.js';
import type { ReceivedEvent } from '../events/received-event.js';

/** An event of the other leg that was probably meant to be the twin, and the reason why Meta does not pair it. */
export interface NearMiss {
  other: ReceivedEvent;
  /** The fields that would have to be equal. */
  fields: ('event_name' | 'event_id' | 'pixel')[];
  text: string;
  fix: string;
}

/** The maximum time between two legs that may belong to one conversion, in milliseconds. */
const nearMs = 30_000;
/** The number of events before and after that are searched. */
const nearCount = 200;

const legNames = { browser: 'Pixel', server: 'Conversions API' };

/** Finds the event with which an event without a twin was probably meant to be paired. */
export function findNearMiss(event: ReceivedEvent, store: EventStore): NearMiss | undefined {
  if (event.pair !== undefined) return undefined;
  const isOther = (other: ReceivedEvent) => other.source !== event.source && other.pair === undefined;
  const sameId = store.index.findAnySameId(event).find(isOther);
  if (sameId) return explainSameId(event, sameId);
  const visitor = findNear(event, store).find(
    (other) =>
      isOther(other) &&
      other.event_name === event.event_name &&
      other.pixelId === event.pixelId &&
      isLikely(event, other),
  );
  return visitor && explainOtherId(event, visitor);
}

function explainSameId(event: ReceivedEvent, other: ReceivedEvent): NearMiss {
  const leg = legNames[other.source];
  const fields: NearMiss['fields'] = [];
  if (other.event_name !== event.event_name) fields.push('event_name');
  if (other.pixelId !== event.pixelId) fields.push('pixel');
  if (fields.includes('event_name')) {
    const text = `The ${leg} sent this event id under the name ${other.event_name}, not ${event.event_name}.`;
    return { other, fields, text, fix: 'Use one name on both legs: Meta compares name and id.' };
  }
  if (fields.includes('pixel')) {
    const text = `The ${leg} sent this event to the pixel ${other.pixelId}, not ${event.pixelId}.`;
    return { other, fields, text, fix: 'Use one pixel id on both legs.' };
  }
  const text = `The ${leg} sent this event more than 48 hours apart.`;
  return { other, fields, text, fix: 'Send both legs within 48 hours.' };
}

function explainOtherId(event: ReceivedEvent, other: ReceivedEvent): NearMiss {
  const leg = legNames[other.source];
  const apartMs = Math.abs(other.receivedAt - event.receivedAt);
  const apart = apartMs < 1_000 ? `${apartMs} ms` : `${(apartMs / 1_000).toFixed(1)} s`;
  const ids = `${event.event_id ?? 'no id'} and ${other.event_id ?? 'no id'}`;
  return {
    other,
    fields: ['event_id'],
    text: `The ${leg} sent a ${other.event_name} of this visitor ${apart} apart, but the ids differ: ${ids}.`,
    fix: 'Give both legs the same event id: eventID of the Pixel, event_id of the Conversions API.',
  };
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
