import { expect, it } from 'vitest';
import { createMoveProgress } from './move-progress.js';

const nothing = { events: 0, duplicates: 0, held: 0, deadLetters: 0 };

it('reports at once that a move waits, and then every five seconds', () => {
  const lines: string[] = [];
  let nowMs = 0;
  const progress = createMoveProgress(
    (text) => lines.push(`${nowMs}: ${text.slice(0, 20)}`),
    () => nowMs,
  );
  for (let round = 0; round < 24; round++) {
    progress({ ...nothing, events: round }, round % 2 ? 100 - round : 0);
    nowMs += 500;
  }
  expect(lines).toEqual([
    '0: 0 events moved so fa',
    '500: 99 events are postpo',
    '5500: 89 events are postpo',
    '10500: 79 events are postpo',
  ]);
});

it('says once what to do while it waits for the same events', () => {
  const lines: string[] = [];
  let nowMs = 0;
  const progress = createMoveProgress(
    (text) => lines.push(text),
    () => nowMs,
  );
  for (const waiting of [50, 50, 50, 49, 49]) {
    progress(nothing, waiting);
    nowMs += 5_000;
  }
  expect(lines).toEqual([
    expect.stringMatching(/^50 events .*Stop the processes that still use the first outbox\.$/),
    expect.stringMatching(/^49 events /),
  ]);
});
