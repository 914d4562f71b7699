import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.js';
import { createEventStore, type EventCounts } from './event-store.js';
import { createFaults, type Fault } from './faults.js';
import type { ReceivedEvent } from './received-event.js';

/** A running sandbox. */
export interface Sandbox {
  /** Where it is, without a slash at the end. */
  url: string;
  events(): ReceivedEvent[];
  summary(): { events: Record<string, EventCounts> };
  /** Forgets what has arrived. */
  clear(): void;
  /** Makes Graph or the Pixel misbehave until `mend`. */
  break(fault: Fault): void;
  mend(): void;
  close(): Promise<void>;
}

/**
 * Starts a stand-in for Meta on this machine, for a look or for a test of your own. Point the kit's `graphUrl` at `url`
 * and `pixelLibraryUrl` at `url + '/en_US/fbevents.js'`.
 *
 * @param options `port`: default 0, any free one; `host`: default 127.0.0.1; `now`: the clock
 * @example
 * const sandbox = await createSandbox();
 * // … drive your shop …
 * sandbox.summary().events.Purchase; // { browser: 1, server: 1, paired: 1, counted: 1 }
 * await sandbox.close();
 */
export async function createSandbox({
  port = 0,
  host = '127.0.0.1',
  now = Date.now,
}: {
  port?: number;
  host?: string;
  now?: () => number;
} = {}): Promise<Sandbox> {
  const store = createEventStore({ now });
  const faults = createFaults();
  const server = createServer(createApp(store, faults, now));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: actual } = server.address() as AddressInfo;

  return {
    url: `http://${host === '127.0.0.1' ? 'localhost' : host}:${actual}`,
    events: store.list,
    summary: store.summary,
    clear: store.clear,
    break: faults.set,
    mend: faults.clear,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
