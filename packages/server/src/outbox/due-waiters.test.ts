import { describe, expect, it } from 'vitest';
import { createDueWaiters } from './due-waiters.js';

const never = Number.POSITIVE_INFINITY;
const isSettled = (promise: Promise<void>) =>
  Promise.race([promise.then(() => true), new Promise<boolean>((resolve) => setImmediate(resolve, false))]);

describe('waiters', () => {
  it('are woken for their own pixel alone, each once', async () => {
    const waiters = createDueWaiters();
    const { signal } = new AbortController();
    const [one, same, other] = ['1', '1', '2'].map((pixelId) => waiters.wait(pixelId, never, signal));
    waiters.wake(['1']);
    await Promise.all([one, same]);
    expect(await isSettled(other as Promise<void>)).toBe(false);
    waiters.wakeAll();
    await other;
    expect(await isSettled(waiters.wait('1', never, signal))).toBe(false);
  });

  it('are woken by their time, by the signal, and at once when it is aborted already', async () => {
    const waiters = createDueWaiters();
    const controller = new AbortController();
    await waiters.wait('1', 1, controller.signal);
    const waiting = waiters.wait('1', 2 ** 40, controller.signal);
    expect(await isSettled(waiting)).toBe(false);
    controller.abort();
    await waiting;
    await waiters.wait('1', never, controller.signal);
  });
});
