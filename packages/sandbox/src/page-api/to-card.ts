import { explainGroup } from '../analysis/explain-group.js';
import { compareLegs } from '../events/compare-legs.js';
import type { EventGroup } from '../events/event-groups.js';
import type { EventStore } from '../events/event-store.js';
import type { ReceivedEvent } from '../events/received-event.js';
import type { Card } from './card.js';

/** The maximum number of events of a leg in a card. */
const maxEvents = 10;

/** Maps a group of events to a card. */
export function toCard(group: EventGroup, store: EventStore): Card {
  const [browser] = group.browser;
  const [server] = group.server;
  const first = (browser ?? server) as ReceivedEvent;
  const toEvents = (events: ReceivedEvent[]) =>
    events.slice(0, maxEvents).map((event) => {
      const raw = store.raw(event.id);
      return { ...event, ...(raw && { raw }) };
    });
  return {
    kind: 'event',
    id: group.id,
    name: first.event_name,
    eventId: first.event_id ?? server?.event_id,
    pixelId: first.pixelId,
    receivedAt: Math.min(first.receivedAt, server?.receivedAt ?? first.receivedAt),
    legs: { browser: toEvents(group.browser), server: toEvents(group.server) },
    counts: { browser: group.browser.length, server: group.server.length },
    verdict: explainGroup(group, store),
    differences: browser && server ? compareLegs(browser, server) : [],
    ...(browser && server && { delayMs: server.receivedAt - browser.receivedAt }),
  };
}

/** Finds the cards with these ids. Dropped events are left out. */
export function findCards(ids: number[], store: EventStore): Card[] {
  const refused = new Map(store.refused().map((request) => [request.id, request]));
  return ids.flatMap((id): Card[] => {
    const request = refused.get(id);
    if (request) return [{ kind: 'refused', id, request }];
    const group = store.groups.find(id);
    return group ? [toCard(group, store)] : [];
  });
}
