import type { Message } from '@twinbeam/shared';
import { describe, expect, it, vi } from 'vitest';
import type { PixelLeg } from '../pixel/pixel-leg.js';
import { createPixelQueue } from './pixel-queue.js';

const message = (event: string): Message => ({ type: 'track', event, messageId: event });

/** Waits until pending microtasks have run, as they do before a page is left. */
const settle = () => Promise.resolve();

/** Opens the queue of a visitor who has consented. */
function open({ fire = () => true }: Partial<PixelLeg> = {}) {
  const leg = { fire: vi.fn(fire), consent: vi.fn() };
  const create = vi.fn(() => leg as PixelLeg);
  const refused: unknown[] = [];
  let decision = '';
  const queue = createPixelQueue({
    hasConsent: () => decision.startsWith('granted'),
    watchPixel: () => undefined,
    createLeg: create,
    onRefused: ({ event }) => void refused.push(event),
  });
  const consent = (cookieValue: string) => {
    decision = cookieValue;
    queue.consent(cookieValue);
  };
  consent('granted');
  const fired = () => leg.fire.mock.calls.map(([{ event }]) => event);
  return { queue, create, consent, refused, fired, leg };
}

describe('the Pixel’s leg', () => {
  it('is created once, within the task of the first event, and gets all messages, in order, after consent', async () => {
    const { queue, create, leg, fired } = open();
    for (let call = 1; call <= 150; call++) {
      queue.add(message(`Event ${call}`));
      void queue.fire();
    }
    expect(create).not.toHaveBeenCalled();
    await settle();
    expect(create).toHaveBeenCalledOnce();
    expect([fired().length, fired()[0], fired().at(-1)]).toEqual([150, 'Event 1', 'Event 150']);
    expect(leg.consent.mock.calls[0]).toEqual(['granted']);
    expect(leg.consent.mock.invocationCallOrder[0]).toBeLessThan(leg.fire.mock.invocationCallOrder[0] as number);
  });

  it('that is there fires when the code that runs has ended, within its task', async () => {
    const { queue, fired } = open();
    void queue.fire();
    await settle();
    queue.add(message('Lead'));
    void queue.fire();
    expect(fired()).toEqual([]);
    await settle();
    expect(fired()).toEqual(['Lead']);
  });

  it('keeps what waits while consent is withdrawn', async () => {
    const { queue, consent, leg, fired } = open();
    void queue.fire();
    await settle();
    queue.add(message('Lead'));
    void queue.fire();
    consent('pending');
    await settle();
    expect(fired()).toEqual([]);
    consent('granted');
    void queue.fire();
    await settle();
    expect(fired()).toEqual(['Lead']);
    expect(leg.consent.mock.calls).toEqual([['granted'], ['pending'], ['granted']]);
  });

  it('fires no more events once the first of them withdraws consent', async () => {
    const { queue, consent, leg, fired } = open();
    leg.fire.mockImplementation(() => {
      consent('denied');
      queue.clear();
      return true;
    });
    queue.add(message('A'));
    queue.add(message('B'));
    void queue.fire();
    await settle();
    expect(fired()).toEqual(['A']);
  });

  it('gets nothing of what is cleared in the same task', async () => {
    const { queue, consent, fired } = open();
    void queue.fire();
    await settle();
    queue.add(message('Lead'));
    void queue.fire();
    queue.clear();
    consent('denied');
    await settle();
    expect(fired()).toEqual([]);
  });

  it('is not created when consent is withdrawn in the same task, but when it is back', async () => {
    const { queue, create, consent, fired } = open();
    void queue.fire();
    consent('denied');
    await settle();
    expect(create).not.toHaveBeenCalled();
    consent('granted.LDU.1.1000');
    queue.add(message('Lead'));
    void queue.fire();
    await settle();
    expect([create.mock.calls.length, fired()]).toEqual([1, ['Lead']]);
  });

  it('that cannot be created is not tried again, and refuses nothing', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const { queue, create, refused } = open();
    create.mockImplementation(() => {
      throw new Error('frozen');
    });
    for (const event of ['A', 'B']) {
      queue.add(message(event));
      void queue.fire();
      await settle();
    }
    expect([create.mock.calls.length, warn.mock.calls.length, refused]).toEqual([1, 1, []]);
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
    const { queue, refused } = open({ fire });
    queue.add(message('A'));
    queue.add(message('B'));
    void queue.fire();
    await settle();
    expect(refused).toEqual(['A', 'B']);
  });
});
