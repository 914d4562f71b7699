import { describe, expect, it } from 'vitest';
import type { ReceivedEvent } from '../received-event.js';
import { groupLegs } from './group-legs.js';

const event = (id: number, source: 'browser' | 'server', fields: Partial<ReceivedEvent> = {}): ReceivedEvent => ({
  id,
  source,
  pixelId: '1',
  event_name: 'Lead',
  event_id: 'e1',
  event_time: 0,
  custom_data: {},
  user_data: {},
  warnings: [],
  receivedAt: 0,
  counted: true,
  reason: '',
  ...fields,
});

describe('the rows of the page', () => {
  it.each<[string, ReceivedEvent[], [browser: number[], server: number[]][]]>([
    ['both legs of one id are one row', [event(1, 'browser'), event(2, 'server')], [[[1], [2]]]],
    ['a repeat joins its row', [event(1, 'server'), event(2, 'server')], [[[], [1, 2]]]],
    [
      'another name, id or pixel is another row, the newest first',
      [
        event(1, 'browser'),
        event(2, 'browser', { event_name: 'Contact' }),
        event(3, 'server', { event_id: 'e2' }),
        event(4, 'server', { pixelId: '2' }),
      ],
      [
        [[], [4]],
        [[], [3]],
        [[2], []],
        [[1], []],
      ],
    ],
    [
      'an event without id joins the one that it was paired with',
      [event(1, 'browser'), event(2, 'server', { event_id: undefined, pair: 1 })],
      [[[1], [2]]],
    ],
    [
      'events without id and pair stay apart',
      [event(1, 'browser', { event_id: undefined }), event(2, 'browser', { event_id: undefined })],
      [
        [[2], []],
        [[1], []],
      ],
    ],
  ])('%s', (_name, events, rows) => {
    const toIds = (list: ReceivedEvent[]) => list.map(({ id }) => id);
    expect(groupLegs(events).map(({ browser, server }) => [toIds(browser), toIds(server)])).toEqual(rows);
  });
});
