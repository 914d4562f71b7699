import type { BeforeSend } from '@twinbeam/browser';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openPage, settle } from './open-page.js';

afterEach(() => void vi.restoreAllMocks());

/** Sends a lead; returns what each leg received. */
async function send(beforeSend: BeforeSend) {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const fbq = Object.assign(vi.fn(), { queue: [] });
  const { tracker, requests } = openPage({ beforeSend, prepare: (page) => void Object.assign(page, { fbq }) });
  const pixelReports: unknown[] = [];
  tracker.on((report) => {
    if (report.kind === 'pixel') pixelReports.push(report.problems.map(({ code }) => code));
  });
  const id = tracker.track('Lead', { plan: 'gold' });
  await settle();
  const calls = fbq.mock.calls.filter(([method]) => /^track/.test(`${method}`));
  return { id, calls, requests, pixelReports, warnings: warn.mock.calls.length };
}

describe('beforeSend of createTracker', () => {
  it.each<[string, BeforeSend]>([
    ['that it changes in place', ({ data }) => void Object.assign(data, { channel: 'shop' })],
    ['that it returns', (call) => ({ ...call, data: { ...call.data, channel: 'shop' } })],
  ])('fires the call %s, under the same id as the server’s leg', async (_name, beforeSend) => {
    const { id, calls, requests } = await send(beforeSend);
    expect(calls).toEqual([['trackSingle', '1', 'Lead', { plan: 'gold', channel: 'shop' }, { eventID: id }]]);
    expect(requests.flatMap(({ batch }) => batch.map(({ properties }) => properties))).toEqual([{ plan: 'gold' }]);
  });

  it.each<[string, BeforeSend, string[], number]>([
    ['returns null', () => null, [], 0],
    ['returns false', () => false, [], 0],
    [
      'throws',
      () => {
        throw new Error('broken');
      },
      ['before-send-failed'],
      1,
    ],
    ['returns what is no call', () => ({ name: 'Lead' }) as never, ['before-send-failed'], 1],
  ])('keeps an event from the Pixel alone where it %s', async (_name, beforeSend, codes, warned) => {
    const { calls, requests, pixelReports, warnings } = await send(beforeSend);
    expect([calls, pixelReports, warnings]).toEqual([[], [codes], warned]);
    expect(requests).toHaveLength(1);
  });

  it('gets the message that the call was mapped from', async () => {
    const beforeSend = vi.fn<BeforeSend>();
    await send(beforeSend);
    expect(beforeSend.mock.calls[0]?.[1]).toMatchObject({ type: 'track', event: 'Lead', properties: { plan: 'gold' } });
  });

  it('keeps a purchase that it drops counted as sent, because the server has it', async () => {
    const { tracker, requests } = openPage({ beforeSend: () => null });
    const order = { order_id: '7', revenue: 5, currency: 'EUR' };
    tracker.track('Order Completed', order);
    await settle();
    tracker.track('Order Completed', order);
    await settle();
    expect(requests.flatMap(({ events }) => events)).toEqual(['Order Completed']);
  });
});
