import type { ReceivedEvent } from '../received-event.js';
import { element } from './element.js';

/** A table of how many copies of each event carry each match key, by leg. */
export function keyTable(events: readonly ReceivedEvent[]): HTMLElement[] {
  const names = [...new Set(events.map((event) => event.event_name))];
  const keys = [...new Set(events.flatMap((event) => Object.keys(event.user_data)))].sort();
  const share = (name: string, source: string, key: string): string => {
    const copies = events.filter((event) => event.event_name === name && event.source === source);
    const having = copies.filter((event) => event.user_data[key] !== undefined);
    return copies.length === 0 ? '–' : `${Math.round((100 * having.length) / copies.length)}%`;
  };
  if (names.length === 0) return [];
  return [
    element('thead', '', [
      element(
        'tr',
        '',
        ['Event', ...keys].map((key) => element('th', '', key)),
      ),
    ]),
    element(
      'tbody',
      '',
      names.map((name) =>
        element('tr', '', [
          element('th', '', name),
          ...keys.map((key) =>
            element('td', '', [
              element('span', 'browser', share(name, 'browser', key)),
              ' ',
              element('span', 'server', share(name, 'server', key)),
            ]),
          ),
        ]),
      ),
    ),
  ];
}
