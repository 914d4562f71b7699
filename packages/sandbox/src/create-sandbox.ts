import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { createEventStore, type Summary } from './events/event-store.js';
import type { ReceivedEvent } from './events/received-event.js';
import type { RefusedRequest } from './events/refused-request.js';
import { explainFault } from './faults/explain-fault.js';
import type { Fault } from './faults/fault.js';
import { createFaults } from './faults/faults.js';
import { createRoutes } from './http/routes.js';
import { createPixelConfigurations, type PixelConfiguration } from './pixel/pixel-configurations.js';
import { findProblems, type SandboxProblem } from './strict/find-problems.js';
import { SandboxError } from './strict/strict-error.js';
import type { StrictOptions } from './strict/strict-options.js';
import { waitUntil } from './wait-until.js';

/**
 * A running sandbox.
 *
 * @example
 * const sandbox: Sandbox = await createSandbox({ port: 4400 });
 */
export interface Sandbox {
  /** Its URL, without a slash at the end. */
  url: string;
  /** Returns the received events, oldest first. */
  events(): ReceivedEvent[];
  /** Returns counts by the name of the event. */
  summary(): Summary;
  /** Returns the refused requests with their reasons, oldest first. */
  refused(): RefusedRequest[];
  /** Returns the problems that strict mode reports. Without `strict` every pixel, token and custom name is accepted. */
  problems(): SandboxProblem[];
  /**
   * Waits until there is no problem, or throws the remaining problems after `timeoutMs` (default 2000). The error names
   * the differences and the fixes.
   *
   * @throws SandboxError
   */
  verify(options?: { timeoutMs?: number }): Promise<void>;
  /** Waits until a condition is met; resolves to false if it is not met within `timeoutMs` (default 5000). */
  waitUntil(isMet: () => boolean, timeoutMs?: number): Promise<boolean>;
  /** Removes all events and refused requests. */
  clear(): void;
  /** Adds a fault of Graph or the Pixel. It applies until `mend()`, or to as many requests as `times` says. */
  break(fault: Fault): void;
  /** Removes all faults. */
  mend(): void;
  /** Replaces the configuration of a pixel, which the library requests on each page. */
  configurePixel(pixelId: string, configuration: PixelConfiguration): void;
  /**
   * Closes the connections and stops the server. In strict mode it calls `verify()` first, so that a test whose
   * `afterEach` closes the sandbox fails; the server is stopped in any case.
   */
  close(): Promise<void>;
}

/**
 * Options of `createSandbox`.
 *
 * @example
 * const options: SandboxOptions = { port: 4400, strict: { pixels: ['1234567890'] } };
 */
export interface SandboxOptions {
  /** The port. Default 0: any free one. */
  port?: number | undefined;
  /** The address of this machine on which the port is opened. Default 127.0.0.1. */
  host?: string | undefined;
  /** Returns milliseconds since 1970. Default `Date.now`. */
  now?: (() => number) | undefined;
  /** Number of events that are kept. Default 100,000. */
  limit?: number | undefined;
  /**
   * Makes `close()` fail if anything is wrong: a missing leg, an unknown name, unhashed personal data. Default false.
   */
  strict?: boolean | StrictOptions | undefined;
  /**
   * The only pixels and access tokens that are accepted, to rehearse a wrong one: refused as in strict mode, but
   * `close()` does not fail. Default: any.
   */
  accept?: Pick<StrictOptions, 'pixels' | 'tokens'> | undefined;
  /** Host names for which the page is served, in addition to local ones. Default: none. */
  hosts?: string[] | undefined;
  /** Configurations by pixel id. Default: all features are on. */
  pixels?: Record<string, PixelConfiguration> | undefined;
  /** Path of a copy of Meta's own `fbevents.js` to serve instead of the stand-in. Default: the stand-in. */
  pixelLibrary?: string | undefined;
}

/**
 * Starts a stand-in for Meta on this machine, for development and tests. Set Twinbeam's `graphUrl` to `url` and its
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
  limit = 100_000,
  strict,
  accept,
  hosts = [],
  pixels: initialPixels,
  pixelLibrary,
}: SandboxOptions = {}): Promise<Sandbox> {
  const store = createEventStore({ now, limit });
  const faults = createFaults((request) => store.refuse(explainFault(request)));
  const pixels = createPixelConfigurations(initialPixels);
  const strictOptions = strict ? { ...accept, ...(strict === true ? {} : strict) } : undefined;
  const context = {
    store,
    faults,
    pixels,
    pixelLibrary,
    now,
    accept: strictOptions ?? accept ?? {},
    strict: strictOptions !== undefined,
    pageToken: randomUUID(),
    hosts,
  };
  const server = createServer(createRoutes(context));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: actual } = server.address() as AddressInfo;

  const problems = () => findProblems(store, strictOptions ?? {});
  const verify = async ({ timeoutMs = 2_000 } = {}) => {
    // Missing legs may still arrive; all other problems are final.
    await waitUntil(store, () => !problems().some(({ code }) => code === 'no-twin'), timeoutMs);
    const remaining = problems();
    if (remaining.length > 0) throw new SandboxError(remaining);
  };
  return {
    url: `http://${toUrlHost(host)}:${actual}`,
    events: store.list,
    summary: store.summary,
    refused: store.refused,
    problems,
    verify,
    waitUntil: (isMet, timeoutMs = 5_000) => waitUntil(store, isMet, timeoutMs),
    clear: store.clear,
    break: faults.add,
    mend: () => faults.clear(),
    configurePixel: pixels.set,
    async close() {
      try {
        if (strictOptions) await verify();
      } finally {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

/**
 * Returns a host for use in a URL: IPv6 addresses in brackets, and `localhost`, which browsers trust, for 127.0.0.1.
 */
const toUrlHost = (host: string): string => (host === '127.0.0.1' ? 'localhost' : isIPv6(host) ? `[${host}]` : host);
