import { expect, it } from 'vitest';
import { createMoveProgress } from './move-progress.js';

it('reports at once that a move waits, and then every five seconds', () => {
  const lines: string[] = [];
  let nowMs = 0;
  const progress = createMoveProgress(
    (text) => lines.push(`${nowMs}: ${text.slice(0, 20)}`),
    () => nowMs,
  );
  for (let round = 0; round < 24; round++) {
    progress({ events: round, duplicates: 0, held: 0, deadLetters: 0 }, round % 2 ? 100 - round : 0);
    nowMs += 500;
  }
  expect(lines).toEqual([
    '0: 0 events moved so fa',
    '500: 99 events are postpo',
    '5500: 89 events are postpo',
    '10500: 79 events are postpo',
  ]);
});
