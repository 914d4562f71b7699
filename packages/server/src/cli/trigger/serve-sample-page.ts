import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { twinbeamNode } from '../../adapters/node.js';
import { createTwinbeam } from '../../create-twinbeam.js';
import { printError } from '../output.js';

/** A site with one page, whose events go to a sandbox. */
export interface SamplePage {
  url: string;
  /** Sends the accepted events, and stops the site. */
  close(): Promise<void>;
}

/** Returns whether there is a sandbox at a URL. */
export async function isSandbox(url: string): Promise<boolean> {
  try {
    const response = await fetch(new URL('/api/summary', url), { signal: AbortSignal.timeout(5_000) });
    return response.ok && 'events' in ((await response.json()) as object);
  } catch {
    return false;
  }
}

/** Serves a page with Twinbeam's script, for a sandbox without a site. */
export async function serveSamplePage(sandboxUrl: string): Promise<SamplePage> {
  const { origin } = new URL(sandboxUrl);
  const twinbeam = createTwinbeam({
    pixelId: process.env.META_PIXEL_ID || '1',
    accessToken: process.env.META_ACCESS_TOKEN || 'sandbox-token',
    graphUrl: origin,
    pixelLibraryUrl: `${origin}/en_US/fbevents.js`,
    outbox: 'memory:',
    mode: 'live',
    logger: { info: () => undefined, warn: () => undefined, error: (_data, text) => printError(text) },
  });
  const handle = twinbeamNode(twinbeam);
  const server = createServer((request, response) =>
    handle(request, response, () => {
      response.setHeader('content-type', 'text/html').end(`<html><head>${twinbeam.scriptTag()}</head></html>`);
    }),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    async close() {
      await twinbeam.flush();
      await twinbeam.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
