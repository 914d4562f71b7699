import { selectState } from '../analysis/explain-group.js';
import type { EventGroup } from '../events/event-groups.js';
import type { EventStore } from '../events/event-store.js';
import type { ReceivedEvent } from '../events/received-event.js';
import type { RefusedRequest } from '../events/refused-request.js';

/** A filter for the page's cards. An empty string selects all. */
export interface CardFilter {
  /** An event's state, `unpaired`, `differs`, `warnings`, or `refused`. */
  state: string;
  name: string;
  /** Text to find in the name, the id, the pixel, the URL or the data, in any case. */
  text: string;
}

type GroupTest = (group: EventGroup) => boolean;

const groupTests = new Map<string, GroupTest>([
  ['', () => true],
  ['paired', (group) => selectState(group) === 'paired'],
  ['unpaired', (group) => selectState(group).endsWith('-only')],
  ['differs', (group) => group.differs()],
  ['warnings', ({ browser, server }) => [...browser, ...server].some(({ warnings }) => warnings.length > 0)],
]);

/** Selects cards with a filter. Returns their ids, newest first. */
export function selectCards(store: EventStore, filter: CardFilter): number[] {
  const text = filter.text.toLowerCase();
  const ids: number[] = [];
  const test = groupTests.get(filter.state);
  if (test) for (const group of store.groups.list()) if (isSelected(group, filter.name, text, test)) ids.push(group.id);
  if (filter.state === '' || filter.state === 'refused') {
    const isWanted = (request: RefusedRequest) =>
      (!filter.name || request.event?.event_name === filter.name) &&
      (!text || JSON.stringify(request).toLowerCase().includes(text));
    for (const request of store.refused()) if (isWanted(request)) ids.push(request.id);
    ids.sort((a, b) => a - b);
  }
  return ids.reverse();
}

function isSelected(group: EventGroup, name: string, text: string, test: GroupTest): boolean {
  const first = group.browser[0] ?? group.server[0];
  if (!first || (name && first.event_name !== name) || !test(group)) return false;
  return (
    !text || group.browser.some((event) => hasText(event, text)) || group.server.some((event) => hasText(event, text))
  );
}

const hasText = (event: ReceivedEvent, text: string): boolean =>
  [event.event_name, event.event_id, event.pixelId, event.event_source_url].some((value) =>
    value?.toLowerCase().includes(text),
  ) ||
  JSON.stringify(event.custom_data).toLowerCase().includes(text) ||
  JSON.stringify(event.user_data).toLowerCase().includes(text);
