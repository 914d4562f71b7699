import { JSDOM } from 'jsdom';
import { createTracker, type Report, type TrackerOptions, type TrackerWindow } from '../src/index.js';

export interface PageOptions extends Partial<TrackerOptions> {
  url?: string;
  /** Runs before the tracker. */
  prepare?: (window: TrackerWindow) => void;
}

/** A page with a tracker: what it has sent, what the Pixel was told, and what the tracker has reported. */
export function openPage({ url = 'https://www.shop.example/a', prepare, ...options }: PageOptions = {}) {
  const { window } = new JSDOM('<!doctype html><head></head>', { url });
  const page = window as unknown as TrackerWindow;
  const messages: {
    event?: string;
    type: string;
    messageId: string;
    timestamp: string;
    context: Record<string, unknown>;
  }[] = [];
  page.fetch = (async (_url: string, { body }: { body: string }) => {
    messages.push(...JSON.parse(body).batch);
    const results = JSON.parse(body).batch.map(({ messageId }: { messageId: string }) => ({
      messageId,
      status: 'accepted',
    }));
    return new Response(JSON.stringify({ results }), { status: 202 });
  }) as unknown as typeof globalThis.fetch;
  prepare?.(page);
  const another = (more: Partial<TrackerOptions> = {}) =>
    createTracker({ pixels: [{ pixelId: '1' }], ...options, ...more }, page);
  const tracker = another();
  const reports: Report[] = [];
  tracker.on((report) => void reports.push(report));
  const calls = () => (page.fbq?.queue ?? []) as [method: string, ...args: unknown[]][];
  return { tracker, another, window: page, document: page.document, messages, reports, calls };
}

/** Lets what was begun come to its end. */
export const settle = () => new Promise((resolve) => setTimeout(resolve));
