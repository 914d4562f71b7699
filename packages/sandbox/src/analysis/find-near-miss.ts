import type { EventStore } from '../events/event-store.js';
import type { ReceivedEvent } from '../events/received-event.js';
import { findNearTwins, toApartText } from './near-events.js';

/** An event of the other leg that was probably meant to be the twin, and the reason why Meta does not pair it. */
export interface NearMiss {
  other: ReceivedEvent;
  /** The fields that would have to be equal. */
  fields: ('event_name' | 'event_id' | 'pixel')[];
  text: string;
  fix: string;
}

const legNames = { browser: 'Pixel', server: 'Conversions API' };

/** Finds the event with which an event without a twin was probably meant to be paired. */
export function findNearMiss(event: ReceivedEvent, store: EventStore): NearMiss | undefined {
  if (event.pair !== undefined) return undefined;
  const isOther = (other: ReceivedEvent) => other.source !== event.source && other.pair === undefined;
  const sameId = store.index.findAnySameId(event).find(isOther);
  if (sameId) return explainSameId(event, sameId);
  const visitor = findNearTwins(event, store).find(isOther);
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
  const ids = `${event.event_id ?? 'no id'} and ${other.event_id ?? 'no id'}`;
  return {
    other,
    fields: ['event_id'],
    text: `The ${leg} sent a ${other.event_name} of this visitor ${toApartText(event, other)} apart, but the ids differ: ${ids}.`,
    fix: 'Give both legs the same event id: eventID of the Pixel, event_id of the Conversions API.',
  };
}
