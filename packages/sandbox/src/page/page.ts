import type { EventCounts } from '../event-store.js';
import type { ReceivedEvent } from '../received-event.js';
import { createElement } from './create-element.js';
import { createKeyTable } from './create-key-table.js';
import { createRow } from './create-row.js';
import { groupLegs } from './group-legs.js';

/** The script of the page: shows the events that have arrived, and again after each change. */

/** Only the newest groups are shown. */
const maxRows = 200;

const findById = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;
const openRows = new Set<string>();

async function refresh(): Promise<void> {
  const [{ events }, summary] = await Promise.all([
    fetch('/api/events').then((response) => response.json() as Promise<{ events: ReceivedEvent[] }>),
    fetch('/api/summary').then((response) => response.json() as Promise<{ events: Record<string, EventCounts> }>),
  ]);
  const cards = Object.entries(summary.events).map(([name, counts]) => createCard(name, counts));
  const rows = groupLegs(events)
    .slice(0, maxRows)
    .map((group) => createRow(group, openRows));
  findById('summary').replaceChildren(...cards);
  findById('events').replaceChildren(...rows);
  findById('keys').replaceChildren(...createKeyTable(events));
  findById('empty').hidden = events.length > 0;
}

function createCard(name: string, { browser, server, paired, counted }: EventCounts): HTMLElement {
  return createElement('div', 'card', [
    createElement('h3', '', name),
    createElement('strong', '', `${counted} counted`),
    createElement('small', '', [
      createElement('span', 'browser', `${browser} browser`),
      ' · ',
      createElement('span', 'server', `${server} server`),
      ` · ${paired} paired`,
    ]),
  ]);
}

function showConnection(text: string, isLive: boolean): void {
  findById('live').textContent = text;
  findById('live').classList.toggle('on', isLive);
}

findById('clear').addEventListener('click', () => void fetch('/api/events', { method: 'DELETE' }));

const stream = new EventSource('/api/stream');
let isScheduled = false;
stream.onmessage = () => {
  if (isScheduled) return;
  isScheduled = true;
  setTimeout(() => {
    isScheduled = false;
    void refresh();
  }, 100);
};
stream.onopen = () => showConnection('live', true);
stream.onerror = () => showConnection('not connected', false);
