import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEventStore, type EventCounts } from './event-store.js';
import type { Fault } from './fault.js';
import { createFaults } from './faults.js';
import { createPixelConfigurations, type PixelConfiguration } from './pixel/pixel-configurations.js';
import type { ReceivedEvent } from './received-event.js';
import { createRoutes } from './routes.js';

/**
 * A running sandbox.
 *
 * @example
 * const sandbox: Sandbox = await createSandbox({ port: 4400 });
 */
export interface Sandbox {
  /** Its address, without a slash at the end. */
  url: string;
  /** Returns what has arrived, oldest first. */
  events(): ReceivedEvent[];
  /** Returns counts by the name of the event. */
  summary(): { events: Record<string, EventCounts> };
  /** Removes all events. */
  clear(): void;
  /** Adds a fault of Graph or of the Pixel. It applies until `mend()`, or as often as its `times` says. */
  break(fault: Fault): void;
  /** Removes all faults. */
  mend(): void;
  /** Replaces what the configuration of a pixel says, which its library requests on each page. */
  configurePixel(pixelId: string, configuration: PixelConfiguration): void;
  /** Closes its connections and stops the server. */
  close(): Promise<void>;
}

/** Options of `createSandbox`. */
export interface SandboxOptions {
  /** Default 0: any free one. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** Returns milliseconds since 1970. Default `Date.now`. */
  now?: () => number;
  /** Configurations by the id of the pixel. Default: all features are on. */
  pixels?: Record<string, PixelConfiguration>;
  /** Path of a copy of Meta's own `fbevents.js`, to serve in place of the stand-in. */
  pixelLibrary?: string;
}

/**
 * Starts a stand-in for Meta on this machine, to look at or for tests. Set Twinbeam's `graphUrl` to `url` and its
 * `pixelLibraryUrl` to `url + '/en_US/fbevents.js'`.
 *
 * @returns the sandbox, once it listens
 * @throws the error of `listen`, such as `EADDRINUSE`
 * @example
 * const sandbox = await createSandbox();
 * // … use the shop …
 * sandbox.summary().events.Purchase; // { browser: 1, server: 1, paired: 1, counted: 1 }
 * await sandbox.close();
 */
export async function createSandbox({
  port = 0,
  host = '127.0.0.1',
  now = Date.now,
  pixels: initialPixels,
  pixelLibrary,
}: SandboxOptions = {}): Promise<Sandbox> {
  const store = createEventStore({ now });
  const faults = createFaults();
  const pixels = createPixelConfigurations(initialPixels);
  const server = createServer(createRoutes({ store, faults, pixels, pixelLibrary, now }));
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
    break: faults.add,
    mend: faults.clear,
    configurePixel: pixels.set,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
