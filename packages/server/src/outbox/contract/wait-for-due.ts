import { expect, it } from 'vitest';
import { toIds } from '../to-ids.js';
import { createEvent, type Fixture, toEventIds } from './fixture.js';

export function describeWaitForDue(fixture: Fixture): void {
  /** Waits as a dispatcher does after a take that returned no event. */
  const waitAfterTake = async (signal = AbortSignal.timeout(10_000)) => {
    expect(await fixture.take()).toEqual([]);
    const state = { isWoken: false };
    const woken = fixture.outbox.waitForDue('1', signal).then(() => {
      state.isWoken = true;
    });
    return { state, woken };
  };

  it('resolves at once while something is due', async () => {
    await fixture.outbox.put([createEvent('a')]);
    await fixture.outbox.waitForDue('1', new AbortController().signal);
    expect(toEventIds(await fixture.take())).toEqual(['a']);
  });

  it('resolves when an event of the pixel is put, and not before', async () => {
    const { state, woken } = await waitAfterTake();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(state.isWoken).toBe(false);
    await fixture.outbox.put([createEvent('a')]);
    await woken;
    expect(toEventIds(await fixture.take())).toEqual(['a']);
  });

  it.each([
    ['a lease runs out', async () => fixture.take(10, 800)],
    [
      'what was postponed is due',
      async () => fixture.outbox.postpone(toIds(await fixture.take()), fixture.now() + 800),
    ],
    [
      'a dead letter is replayed',
      async () => {
        await fixture.outbox.setAside(toIds(await fixture.take()), { reason: 'refused' });
        setTimeout(() => fixture.outbox.deadLetters.replay(), 50);
      },
    ],
  ])('resolves when %s', async (_name, lease) => {
    await fixture.outbox.put([createEvent('a')]);
    await lease();
    const { woken } = await waitAfterTake();
    await fixture.pass(900);
    await woken;
    expect(toEventIds(await fixture.takeAll(1))).toEqual(['a']);
  });

  it('resolves when it is aborted', async () => {
    const controller = new AbortController();
    const { woken } = await waitAfterTake(controller.signal);
    controller.abort();
    await woken;
    await fixture.outbox.waitForDue('1', controller.signal);
  });
}
