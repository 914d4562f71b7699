import type { EventIndex } from './event-index.js';
import type { ReceivedEvent } from './received-event.js';

/** Two events with one name and one id are compared for this long, in milliseconds. */
const window = 48 * 3_600_000;
/** Within this time of each other the browser's copy is the one that stays. */
const browserPreferred = 5 * 60_000;

/**
 * Decides what Meta would do with an event beside those before it, and sets `pair`, `counted` and `reason` of both.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/deduplicate-pixel-and-server-events
 */
export function judge(event: ReceivedEvent, before: EventIndex): void {
  const recent = (others: ReceivedEvent[]) => others.filter((other) => event.receivedAt - other.receivedAt <= window);
  const same = recent(before.withSameId(event));
  if (same.length > 0) judgeSameId(event, same);
  else judgeByVisitor(event, event.source === 'server' ? recent(before.ofSameVisitor(event)) : []);
}

function judgeSameId(event: ReceivedEvent, same: ReceivedEvent[]): void {
  const twin = same.find((other) => other.source !== event.source);
  const kept = same.find((other) => other.counted);
  event.counted = false;
  if (!twin) {
    event.reason = `Repeats an event of the ${event.source} with the same name and id.`;
    return;
  }

  event.pair = twin.id;
  for (const other of same) {
    if (other.source !== event.source) other.pair ??= event.id;
  }
  const first = same.filter((other) => other.source === event.source).length === 0;
  const prefersThis =
    first &&
    event.source === 'browser' &&
    kept?.source === 'server' &&
    event.receivedAt - kept.receivedAt <= browserPreferred;
  if (prefersThis && kept) {
    event.counted = true;
    event.reason = 'Same name and id as the server event: counted once, the copy of the browser stays.';
    kept.counted = false;
    kept.reason = 'Same name and id as the browser event, which is preferred.';
  } else {
    event.reason = first
      ? `Same name and id as the ${twin.source} event: counted once.`
      : `Repeats an event of the ${event.source} with the same name and id.`;
    if (kept) kept.reason = 'Counted; its twin of the other leg came too.';
  }
}

/** Without an id in common: a server event after a browser event of the same visitor is dropped. */
function judgeByVisitor(event: ReceivedEvent, ofVisitor: ReceivedEvent[]): void {
  event.reason = event.event_id
    ? 'Counted; nothing of the other leg has this name and id yet.'
    : 'Counted; it has no id, so that a copy of it could count again.';
  const twin = ofVisitor.find((other) => other.pair === undefined && !(other.event_id && event.event_id));
  if (!twin) return;
  event.pair = twin.id;
  twin.pair = event.id;
  event.counted = false;
  event.reason = 'Dropped: a browser event of the same visitor has this name, and they share no id to tell them apart.';
}
