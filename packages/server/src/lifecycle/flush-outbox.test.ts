import { expect, it } from 'vitest';
import { flushOutbox } from './flush-outbox.js';

it('keeps its time limit when the engine hangs', async () => {
  expect(await flushOutbox({ stats: () => new Promise(() => undefined) }, 20)).toBe(false);
});
