import type { EventCounts } from '../event-store.js';
import type { ReceivedEvent } from '../received-event.js';
import { element } from './element.js';
import { type Group, groupLegs } from './group.js';
import { keyTable } from './key-table.js';

/** Shows what has arrived, and again after each change. */

const byId = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;
const open = new Set<string>();

async function refresh(): Promise<void> {
  const [{ events }, summary] = await Promise.all([
    fetch('/api/events').then((answer) => answer.json() as Promise<{ events: ReceivedEvent[] }>),
    fetch('/api/summary').then((answer) => answer.json() as Promise<{ events: Record<string, EventCounts> }>),
  ]);
  byId('summary').replaceChildren(...Object.entries(summary.events).map(([name, counts]) => card(name, counts)));
  byId('events').replaceChildren(...groupLegs(events).slice(0, 200).map(row));
  byId('keys').replaceChildren(...keyTable(events));
  byId('empty').hidden = events.length > 0;
}

function card(name: string, { browser, server, paired, counted }: EventCounts): HTMLElement {
  return element('div', 'card', [
    element('h3', '', name),
    element('strong', '', `${counted} counted`),
    element('small', '', [
      element('span', 'browser', `${browser} browser`),
      ' · ',
      element('span', 'server', `${server} server`),
      ` · ${paired} paired`,
    ]),
  ]);
}

function row(group: Group): HTMLElement {
  const { first, browser, server } = group;
  const details = element('details', '', [
    element('summary', '', [
      element('span', '', [element('b', '', first.event_name), element('code', '', first.event_id ?? 'no id')]),
      leg('browser', browser),
      leg('server', server),
      verdict(group),
    ]),
    element('div', 'legs', [side('browser', browser), side('server', server)]),
  ]) as HTMLDetailsElement;
  details.open = open.has(group.key);
  details.addEventListener('toggle', () => (details.open ? open.add(group.key) : open.delete(group.key)));
  return element('li', '', [details]);
}

function leg(source: string, events: ReceivedEvent[]): HTMLElement {
  const [first] = events;
  if (!first) return element('span', 'none', '—');
  const time = new Date(first.receivedAt).toLocaleTimeString();
  return element('span', source, `✓ ${time}${events.length > 1 ? ` ×${events.length}` : ''}`);
}

function verdict({ browser, server }: Group): HTMLElement {
  if (browser.length > 0 && server.length > 0) return element('span', 'badge good', 'paired, counted once');
  return element('span', 'badge', browser.length > 0 ? 'browser only' : 'server only');
}

function side(source: 'browser' | 'server', events: ReceivedEvent[]): HTMLElement {
  const [event] = events;
  const title = element('h4', source, source === 'browser' ? 'Browser leg (Pixel)' : 'Server leg (Conversions API)');
  if (!event) return element('div', '', [title, element('p', '', 'Has not arrived.')]);
  return element('div', '', [
    title,
    element('p', '', event.reason),
    ...event.warnings.map((text) => element('p', 'warning', text)),
    list({ pixel: event.pixelId, url: event.event_source_url }),
    element('h4', '', 'Custom data'),
    list(event.custom_data),
    element('h4', '', 'User data'),
    list(event.user_data),
  ]);
}

function list(fields: Record<string, unknown>): HTMLElement {
  const rows = Object.entries(fields).filter(([, value]) => value !== undefined);
  return element(
    'dl',
    '',
    rows.flatMap(([key, value]) => [
      element('dt', '', [element('code', '', key)]),
      element('dd', '', [element('code', '', typeof value === 'string' ? value : JSON.stringify(value))]),
    ]),
  );
}

byId('clear').addEventListener('click', () => void fetch('/api/events', { method: 'DELETE' }));

const stream = new EventSource('/api/stream');
let refreshing = false;
stream.onmessage = () => {
  if (refreshing) return;
  refreshing = true;
  setTimeout(() => {
    refreshing = false;
    void refresh();
  }, 100);
};
stream.onopen = () => {
  byId('live').textContent = 'live';
  byId('live').classList.add('on');
};
stream.onerror = () => {
  byId('live').textContent = 'not connected';
  byId('live').classList.remove('on');
};
