import type { ReceivedEvent } from '../received-event.js';
import { createElement } from './create-element.js';

/** Creates the rows of a table: how many events of each name carry each match key, in percent, by leg. */
export function createKeyTable(events: readonly ReceivedEvent[]): HTMLElement[] {
  const names = [...new Set(events.map((event) => event.event_name))];
  const keys = [...new Set(events.flatMap((event) => Object.keys(event.user_data)))].sort();
  const toShare = (name: string, source: string, key: string): string => {
    const sameLeg = events.filter((event) => event.event_name === name && event.source === source);
    const withKey = sameLeg.filter((event) => event.user_data[key] !== undefined);
    return sameLeg.length === 0 ? '–' : `${Math.round((100 * withKey.length) / sameLeg.length)}%`;
  };
  if (names.length === 0) return [];
  return [
    createElement('thead', '', [
      createElement(
        'tr',
        '',
        ['Event', ...keys].map((key) => createElement('th', '', key)),
      ),
    ]),
    createElement(
      'tbody',
      '',
      names.map((name) =>
        createElement('tr', '', [
          createElement('th', '', name),
          ...keys.map((key) =>
            createElement('td', '', [
              createElement('span', 'browser', toShare(name, 'browser', key)),
              ' ',
              createElement('span', 'server', toShare(name, 'server', key)),
            ]),
          ),
        ]),
      ),
    ),
  ];
}
