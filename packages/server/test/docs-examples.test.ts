import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRefusal } from '@twinbeam/sandbox';
import { describe, expect, it } from 'vitest';
import { mapMessage } from '../dist/index.js';

/** Pages of the documentation whose blocks of JSON are a message and the event that it becomes, by turns. */
const pages = { 'app-events.md': 1, 'messaging.md': 2, 'store-and-late-values.md': 2 };

const now = Date.parse('2026-09-15T12:00:00Z');

const readBlocks = (page: string): unknown[] =>
  [...readFileSync(join(import.meta.dirname, '../../../docs', page), 'utf8').matchAll(/^```json\n(.*?)^```/gms)].map(
    ([, block = '']) => JSON.parse(block),
  );

describe.each(Object.entries(pages))('docs/%s', (page, count) => {
  const blocks = readBlocks(page);

  it('has its examples', () => expect(blocks).toHaveLength(2 * count));

  it.each(Array.from({ length: count }, (_, index) => index + 1))(
    'shows the event of example %i as it is',
    (number) => {
      const [message, event] = blocks.slice(2 * number - 2);
      const mapped = mapMessage(message, { pixelId: '1' }, { now });
      expect('event' in mapped && mapped.event).toEqual(event);
      expect(findRefusal(event, now)).toBeUndefined();
    },
  );
});
