import { expect, it, vi } from 'vitest';
import { flushOutbox } from './flush-outbox.js';

it('keeps its time limit when the engine hangs', async () => {
  expect(await flushOutbox({ stats: () => new Promise(() => undefined) }, 20)).toBe(false);
});

it('sets no timer in the past when its time is over, because Node 22 and newer warn of it', async () => {
  const setTimer = vi.spyOn(globalThis, 'setTimeout');
  expect(await flushOutbox({ stats: () => new Promise(() => undefined) }, 0)).toBe(false);
  const delays = setTimer.mock.calls.map(([, ms]) => ms);
  setTimer.mockRestore();
  expect(delays).toEqual([0]);
});
