import type { Message } from '@twinbeam/shared';
import { describe, expect, it, vi } from 'vitest';
import type { PixelLeg } from '../pixel/pixel-leg.js';
import { createPixelQueue } from './pixel-queue.js';

const settle = () => new Promise((resolve) => setTimeout(resolve));
const message = (event: string): Message => ({ type: 'track', event, messageId: event });

/** A queue whose leg arrives when it is told to. */
function open({ fire = () => true }: Partial<PixelLeg> = {}) {
  const leg = { fire: vi.fn(fire), consent: vi.fn() };
  const create = vi.fn(() => leg as PixelLeg);
  let arrive: () => void = () => undefined;
  let fail: () => void = () => undefined;
  const load = vi.fn(
    () =>
      new Promise<() => PixelLeg>((resolve, reject) => {
        arrive = () => resolve(create);
        fail = () => reject(new Error('blocked'));
      }),
  );
  const refused: unknown[] = [];
  const queue = createPixelQueue({ loadPixelLeg: load, onRefused: ({ event }) => void refused.push(event) });
  queue.setConsent('granted');
  const fired = () => leg.fire.mock.calls.map(([{ event }]) => event);
  return { queue, load, create, refused, fired, leg, arrive: () => arrive(), fail: () => fail() };
}

describe('the Pixel’s leg', () => {
  it('is loaded once, and gets the last hundred messages that waited for it, in order, after consent', async () => {
    const { queue, load, leg, fired, arrive } = open();
    for (let call = 1; call <= 150; call++) {
      queue.add(message(`Event ${call}`));
      queue.fire();
    }
    expect([load.mock.calls.length, leg.consent.mock.calls]).toEqual([1, []]);
    arrive();
    await settle();
    expect([fired().length, fired()[0], fired().at(-1)]).toEqual([100, 'Event 51', 'Event 150']);
    expect(leg.consent.mock.calls[0]).toEqual(['granted']);
    expect(leg.consent.mock.invocationCallOrder[0]).toBeLessThan(leg.fire.mock.invocationCallOrder[0] as number);
  });

  it('is not created when consent was withdrawn while it was loading, and is loaded again when it is back', async () => {
    const { queue, load, create, fired, arrive } = open();
    queue.fire();
    queue.setConsent('denied');
    arrive();
    await settle();
    expect(create).not.toHaveBeenCalled();
    queue.setConsent('granted.LDU.1.1000');
    queue.add(message('Lead'));
    queue.fire();
    arrive();
    await settle();
    expect([load.mock.calls.length, fired()]).toEqual([2, ['Lead']]);
  });

  it('that cannot be loaded is not asked for again, and refuses nothing', async () => {
    const { queue, load, refused, fail } = open();
    queue.add(message('Lead'));
    queue.fire();
    fail();
    await settle();
    queue.fire();
    expect([load.mock.calls.length, refused]).toEqual([1, []]);
  });

  it.each<[string, () => boolean]>([
    ['refuses', () => false],
    [
      'throws at',
      () => {
        throw new Error('broken');
      },
    ],
  ])('tells of the messages that it %s', async (_how, fire) => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const { queue, refused, arrive } = open({ fire });
    queue.add(message('A'));
    queue.add(message('B'));
    queue.fire();
    arrive();
    await settle();
    expect(refused).toEqual(['A', 'B']);
  });
});
