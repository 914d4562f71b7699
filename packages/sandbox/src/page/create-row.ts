import type { ReceivedEvent, Source } from '../received-event.js';
import { createElement } from './create-element.js';
import type { Group } from './group-legs.js';

/**
 * Creates the row of one event: when each leg arrived, and on demand the data of both.
 *
 * @param openRows keys of the rows that the user has opened, which outlive a refresh
 */
export function createRow(group: Group, openRows: Set<string>): HTMLElement {
  const { key, first, browser, server } = group;
  const details = createElement('details', '', [
    createElement('summary', '', [
      createElement('span', '', [
        createElement('b', '', first.event_name),
        createElement('code', '', first.event_id ?? 'no id'),
      ]),
      createArrival('browser', browser),
      createArrival('server', server),
      createVerdict(group),
    ]),
    createElement('div', 'legs', [createLeg('browser', browser), createLeg('server', server)]),
  ]) as HTMLDetailsElement;
  details.open = openRows.has(key);
  details.addEventListener('toggle', () => (details.open ? openRows.add(key) : openRows.delete(key)));
  return createElement('li', '', [details]);
}

function createArrival(source: Source, events: ReceivedEvent[]): HTMLElement {
  const [first] = events;
  if (!first) return createElement('span', 'none', '—');
  const time = new Date(first.receivedAt).toLocaleTimeString();
  return createElement('span', source, `✓ ${time}${events.length > 1 ? ` ×${events.length}` : ''}`);
}

function createVerdict({ browser, server }: Group): HTMLElement {
  if (browser.length > 0 && server.length > 0) return createElement('span', 'badge good', 'paired, counted once');
  return createElement('span', 'badge', browser.length > 0 ? 'browser only' : 'server only');
}

const legTitles: Record<Source, string> = {
  browser: 'Browser leg (Pixel)',
  server: 'Server leg (Conversions API)',
};

function createLeg(source: Source, [event]: ReceivedEvent[]): HTMLElement {
  const title = createElement('h4', source, legTitles[source]);
  if (!event) return createElement('div', '', [title, createElement('p', '', 'Has not arrived.')]);
  return createElement('div', '', [
    title,
    createElement('p', '', event.reason),
    ...event.warnings.map((text) => createElement('p', 'warning', text)),
    createFieldList({ pixel: event.pixelId, url: event.event_source_url }),
    createElement('h4', '', 'Custom data'),
    createFieldList(event.custom_data),
    createElement('h4', '', 'User data'),
    createFieldList(event.user_data),
  ]);
}

function createFieldList(fields: Record<string, unknown>): HTMLElement {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return createElement(
    'dl',
    '',
    known.flatMap(([key, value]) => [
      createElement('dt', '', [createElement('code', '', key)]),
      createElement('dd', '', [createElement('code', '', typeof value === 'string' ? value : JSON.stringify(value))]),
    ]),
  );
}
