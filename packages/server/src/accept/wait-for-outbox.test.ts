import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createWaitForOutbox } from './wait-for-outbox.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('waits for the full time once if the outbox does not respond, then briefly until it has stored something', async () => {
  const waitForOutbox = createWaitForOutbox(2_000);
  let store: (() => void) | undefined;
  const late = new Promise<void>((resolve) => {
    store = resolve;
  });
  const startedAt = Date.now();
  const measure = async (stored: Promise<unknown>): Promise<number> => {
    const before = Date.now() - startedAt;
    const outcome = expect(waitForOutbox(stored)).rejects.toThrow('it may still be stored');
    await vi.runAllTimersAsync();
    await outcome;
    return Date.now() - startedAt - before;
  };
  const never = new Promise<never>(() => undefined);
  expect([await measure(late), await measure(never), await measure(never)]).toEqual([2_000, 100, 100]);
  store?.();
  await late;
  expect([await measure(never), await measure(never)]).toEqual([2_000, 100]);
  expect(await waitForOutbox(Promise.resolve('stored'))).toBe('stored');
  expect(await measure(never)).toBe(2_000);
});

it('waits for the full time again if a slow outbox has responded meanwhile', async () => {
  const waitForOutbox = createWaitForOutbox(2_000);
  const put = async (ms: number): Promise<string> => {
    const stored = new Promise<string>((resolve) => void setTimeout(resolve, ms, 'stored'));
    const outcome = waitForOutbox(stored).catch(() => 'late');
    while (true) {
      const settled = await Promise.race([outcome, vi.advanceTimersByTimeAsync(10).then(() => undefined)]);
      if (settled) return settled;
    }
  };
  expect([await put(2_050), await put(150), await put(150), await put(150)]).toEqual([
    'late',
    'late',
    'stored',
    'stored',
  ]);
});
