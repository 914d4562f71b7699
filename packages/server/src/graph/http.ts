import type { Agent, request } from 'undici';

/**
 * The part of `fetch` that the Graph client uses; the global `fetch` fits too.
 *
 * @example
 * const viaProxy: Fetch = (url, init) => fetch(url.replace('graph.facebook.com', 'proxy.internal'), init);
 */
export type Fetch = (
  url: string,
  init: {
    method: string;
    headers: Record<string, string>;
    /** JSON in UTF-8. `init.body.toString()` returns it as text. */
    body: Buffer<ArrayBuffer>;
    signal: AbortSignal;
    /** Graph never redirects, and the events must not reach anybody else. */
    redirect: 'manual';
  },
) => Promise<FetchResponse>;

/**
 * The part of a `Response` that the Graph client reads: at most 64 kB of a body that is a stream.
 *
 * @example
 * const accepted: FetchResponse = new Response('{"events_received":1}');
 */
export interface FetchResponse {
  /** HTTP status. */
  status: number;
  /** Headers by name, in any case; null for a missing header. */
  headers: { get(name: string): string | null };
  /** The body as a stream, which is read only as far as needed. Default: `text` is called. */
  body?: AsyncIterable<Uint8Array> | null;
  /** Reads the body as text. */
  text(): Promise<string>;
}

interface Connections {
  dispatcher: Agent;
  request: typeof request;
}

/** A `fetch` that keeps connections alive. */
export interface HttpClient {
  fetch: Fetch;
  /** Loads the library before the first request. Rejects with `HttpClientError` when that fails; it is tried again. */
  load(): Promise<void>;
  close(): Promise<void>;
}

/** The library that sends requests cannot be loaded, for instance because a bundle has not taken it along. */
export class HttpClientError extends Error {
  override name = 'HttpClientError';
  /** The code of the cause. */
  readonly code: string;

  constructor(cause: unknown) {
    const { code } = (cause ?? {}) as { code?: unknown };
    const text = typeof code === 'string' ? code : 'it has failed';
    super(
      `The HTTP client cannot be loaded (${text}), so nothing can be sent to Meta: install the package undici where this server runs, also beside a bundle that does not contain it.`,
    );
    this.code = text;
  }
}

const loadUndici = (): Promise<typeof import('undici')> => import('undici');

/**
 * Creates a `fetch` that keeps connections alive, at half the cost of the global one. The library is loaded with the
 * first call: that takes a quarter of the time in which this package starts, and most commands send nothing.
 */
export function createHttpClient(
  load: () => Promise<Pick<typeof import('undici'), 'Agent' | 'request'>> = loadUndici,
): HttpClient {
  let connections: Promise<Connections> | undefined;
  const open = async (): Promise<Connections> => {
    try {
      const { Agent, request } = await load();
      return { dispatcher: new Agent({ keepAliveTimeout: 30_000, connections: 16 }), request };
    } catch (error) {
      // The next request tries again: somebody may install the library meanwhile.
      connections = undefined;
      throw new HttpClientError(error);
    }
  };
  const connect = (): Promise<Connections> => {
    connections ??= open();
    return connections;
  };
  return {
    async fetch(url, { method, headers, body, signal }) {
      const { request, dispatcher } = await connect();
      const response = await request(url, { dispatcher, method: method as 'POST', headers, body, signal });
      return {
        status: response.statusCode,
        headers: { get: (name) => [response.headers[name.toLowerCase()] ?? null].flat()[0] ?? null },
        body: response.body,
        text: () => response.body.text(),
      };
    },
    load: async () => void (await connect()),
    async close() {
      const opened = await connections?.catch(() => undefined);
      // Bun has its own `undici`, whose agents keep no connections open.
      await opened?.dispatcher.close?.();
    },
  };
}
