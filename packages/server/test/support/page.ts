import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Settings } from '@twinbeam/shared';
import { JSDOM } from 'jsdom';

const require = createRequire(import.meta.url);
const readScript = (name: string): string => readFileSync(require.resolve(`@twinbeam/browser/${name}`), 'utf8');
const script = readScript('t.js');

/** A call of the Pixel as `fbq` receives it: method, pixel id, name, data, options. */
export type FbqCall = [method: string, pixelId: string, name?: unknown, data?: unknown, options?: { eventID?: string }];

/** A page that has loaded the server's script. */
export interface Page {
  /** The global variable of the script tag. */
  twinbeam: {
    track(event: unknown, properties?: unknown): string | undefined;
    page(name?: unknown, properties?: unknown): string | undefined;
  };
  /** Waits until the calls are sent, and returns them. */
  read(): Promise<{ calls: FbqCall[]; messages: Record<string, unknown>[] }>;
  close(): void;
}

/** Opens a page with the built script and these pixels. Only the network is mocked. */
export function openPage(pixels: readonly Settings[]): Page {
  // The script needs to find its tag; without it, it would wait for consent. The page is hidden, so that an event does
  // not wait for others.
  const { window } = new JSDOM('<!doctype html><head><script src="/twin/t.js"></script></head>', {
    url: 'https://shop.example/a',
    runScripts: 'outside-only',
  });
  let messages: Record<string, unknown>[] = [];
  Object.assign(window, {
    fetch: async (_url: string, { body }: { body: string }) => {
      messages.push(...JSON.parse(body).batch);
      return new Response(JSON.stringify({ results: [] }), { status: 202 });
    },
  });
  const config = {
    pixels,
    collectUrl: '/twin/collect',
    pixelLibraryUrl: 'https://connect.example/fbevents.js',
    consentCookie: 'twinbeam_consent',
    settingsHash: '',
    version: '1',
  };
  window.eval(`!function(__TB__){\n${script}\n}(${JSON.stringify(config)})`);
  return {
    twinbeam: window.twinbeam,
    async read() {
      // Requests are batched for a moment, one after the other.
      for (let calm = 0; calm < 3; calm++) await new Promise((resolve) => setTimeout(resolve, 1));
      const calls = (window.fbq?.queue ?? []).splice(0).map((call: ArrayLike<unknown>) => Array.from(call));
      const sent = messages;
      messages = [];
      return { calls: JSON.parse(JSON.stringify(calls)), messages: sent };
    },
    close: () => window.close(),
  };
}
