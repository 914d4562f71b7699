import type { EventIndex } from './event-index.js';
import type { ReceivedEvent } from './received-event.js';

/** The time within which Meta deduplicates events with the same name and id, in milliseconds. */
const dedupWindowMs = 48 * 3_600_000;
/** If both legs arrive within this time, in milliseconds, Meta keeps the browser's event. */
const browserPreferredMs = 5 * 60_000;

/**
 * Decides how Meta would count an event that arrives after those in the index, and sets `pair`, `counted` and `reason`
 * of all events concerned.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/deduplicate-pixel-and-server-events
 */
export function pairEvent(event: ReceivedEvent, index: EventIndex): void {
  const selectRecent = (others: ReceivedEvent[]) =>
    others.filter((other) => event.receivedAt - other.receivedAt <= dedupWindowMs);
  const sameId = selectRecent(index.findSameId(event));
  if (sameId.length > 0) pairById(event, sameId);
  else pairByVisitor(event, event.source === 'server' ? selectRecent(index.findSameVisitor(event)) : []);
}

function pairById(event: ReceivedEvent, sameId: ReceivedEvent[]): void {
  const twin = sameId.find((other) => other.source !== event.source);
  const isRepeat = sameId.some((other) => other.source === event.source);
  event.counted = false;
  event.reason = isRepeat
    ? `Repeats an event of the ${event.source} with the same name and id.`
    : `Same name and id as the ${twin?.source} event: counted once.`;
  if (!twin) return;

  event.pair = twin.id;
  event.pairedBy = 'event_id';
  for (const other of sameId) {
    if (other.source === event.source || other.pair !== undefined) continue;
    other.pair = event.id;
    other.pairedBy = 'event_id';
  }
  const kept = sameId.find((other) => other.counted);
  if (!kept) return;
  if (!isRepeat && isPreferred(event, kept)) {
    event.counted = true;
    event.reason = 'Same name and id as the server event: counted once, the browser event is kept.';
    kept.counted = false;
    kept.reason = 'Same name and id as the browser event, which is preferred.';
  } else kept.reason = 'Counted; the event of the other leg has arrived too.';
}

const isPreferred = (event: ReceivedEvent, kept: ReceivedEvent): boolean =>
  event.source === 'browser' && kept.source === 'server' && event.receivedAt - kept.receivedAt <= browserPreferredMs;

/** Pairs by visitor: without a common id Meta drops a server event that follows the same visitor's browser event. */
function pairByVisitor(event: ReceivedEvent, sameVisitor: ReceivedEvent[]): void {
  event.reason = event.event_id
    ? 'Counted; no event of the other leg has this name and id yet.'
    : 'Counted; it has no id, so a copy of it could be counted again.';
  const twin = sameVisitor.find((other) => other.pair === undefined && !(other.event_id && event.event_id));
  if (!twin) return;
  event.pair = twin.id;
  twin.pair = event.id;
  event.pairedBy = twin.pairedBy = toTexts(twin.user_data.fbp).some((fbp) => toTexts(event.user_data.fbp).includes(fbp))
    ? 'fbp'
    : 'external_id';
  event.counted = false;
  event.reason = 'Dropped: a browser event of the same visitor has this name, and one of the two has no id.';
}

const toTexts = (value: unknown): string[] => [value].flat().flatMap((each) => (each ? [String(each)] : []));
