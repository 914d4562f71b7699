import { JSDOM } from 'jsdom';
import { afterEach, expect, it, vi } from 'vitest';
import { createTracker, debugEvents, type TrackerWindow } from '../src/index.js';

afterEach(() => void vi.restoreAllMocks());

it.each([
  ['the same id', (id: string) => id, 'Twinbeam  Lead → Lead: both legs, one id'],
  ['another id', () => 'other', 'Twinbeam  Lead → Lead: both legs, DIFFERENT IDS: counted twice'],
])(
  'the debug mode of a tracker compares the ids of all pixels with a server that has %s',
  async (_case, idOf, title) => {
    const { window } = new JSDOM('<!doctype html><head></head>', { url: 'https://shop.example/' });
    const page = window as unknown as TrackerWindow;
    // A library that is there, and a server that takes all.
    page.fbq = Object.assign(() => undefined, { callMethod: () => undefined }) as unknown as NonNullable<
      typeof page.fbq
    >;
    page.fetch = (async (_url: string, { body }: { body: string }) => {
      const { batch } = JSON.parse(body) as { batch: { messageId: string }[] };
      return Response.json({
        results: batch.map(({ messageId }) => ({ messageId, status: 'accepted', eventId: idOf(messageId) })),
      });
    }) as unknown as typeof fetch;
    const groups = vi.spyOn(console, 'groupCollapsed').mockImplementation(() => undefined);
    const lines = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    vi.spyOn(console, 'group').mockImplementation(() => undefined);

    const tracker = createTracker({ pixels: [{ pixelId: '1' }, { pixelId: '2' }] }, page);
    const stop = debugEvents(tracker, page);
    tracker.track('Lead');
    await expect.poll(() => groups.mock.calls).toEqual([[title]]);
    const labels = lines.mock.calls.map(([text]) => `${text}`.split(' ').slice(0, 2).join(' '));
    expect(labels.filter((label) => /^Pixel \d/.test(label))).toEqual(['Pixel 1', 'Pixel 2']);

    stop();
    tracker.track('Contact');
    await tracker.flush();
    await new Promise((resolve) => setTimeout(resolve));
    expect(groups).toHaveBeenCalledOnce();
  },
);
