import { createServer, type IncomingMessage, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request of the browser. */
export interface ProxiedRequest {
  url: string;
  method: string;
  body: string;
}

/** A proxy in front of a browser that itself supports none of these functions. */
export interface TestProxy {
  port: number;
  /** A script that each page runs before its own scripts. */
  script: string;
  /** Path of that script on every site. */
  scriptPath: string;
  /** Requests fail, as without a network. */
  isOffline: boolean;
  /** Returns for how many milliseconds no request has been open. */
  getIdleMs(): number;
  close(): void;
}

export interface TestProxyOptions {
  /** The host that is reached over IPv6. All others are reached over IPv4, also on this machine. */
  ipv6Host: string;
  onRequest(request: ProxiedRequest): void;
}

const scriptPath = '/before-the-page.js';

/** Creates a proxy that resolves every host to this machine. */
export async function createTestProxy({ ipv6Host, onRequest }: TestProxyOptions): Promise<TestProxy> {
  let openRequests = 0;
  let lastRequestEnd = performance.now();
  const server = createServer((incoming, outgoing) => {
    openRequests++;
    outgoing.on('close', () => {
      openRequests--;
      lastRequestEnd = performance.now();
    });
    const url = new URL(incoming.url ?? '');
    if (url.pathname === scriptPath) {
      outgoing.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'no-store' }).end(proxy.script);
      return;
    }
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('end', () => {
      // The browser requests the icon itself, and Puppeteer does not report that.
      if (url.pathname === '/favicon.ico') return;
      onRequest({ url: url.href, method: incoming.method ?? 'GET', body: Buffer.concat(chunks).toString() });
    });
    if (proxy.isOffline) {
      incoming.socket.destroy();
      return;
    }
    const upstream = sendRequest({
      host: url.hostname === ipv6Host ? '::1' : '127.0.0.1',
      port: url.port || 80,
      method: incoming.method,
      path: url.pathname + url.search,
      headers: incoming.headers,
    });
    upstream.on('response', (response) => {
      const { statusCode = 502, rawHeaders } = response;
      if (isPage(response)) {
        readPage(response).then(
          ({ headers, page }) => outgoing.writeHead(statusCode, headers).end(page),
          () => incoming.socket.destroy(),
        );
      } else response.pipe(outgoing.writeHead(statusCode, rawHeaders));
    });
    upstream.on('error', () => incoming.socket.destroy());
    outgoing.on('close', () => upstream.destroy());
    incoming.pipe(upstream);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const proxy: TestProxy = {
    port: (server.address() as AddressInfo).port,
    script: '',
    scriptPath,
    isOffline: false,
    getIdleMs: () => (openRequests > 0 ? 0 : performance.now() - lastRequestEnd),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return proxy;
}

const isPage = ({ headers }: IncomingMessage): boolean =>
  /^text\/html/.test(headers['content-type'] ?? '') && headers['content-encoding'] === undefined;

/** Reads a page and adds the script before its own scripts, with the nonce of its policy. */
async function readPage(response: IncomingMessage) {
  const html = await text(response);
  const nonce = /'nonce-([^']+)'/.exec(String(response.headers['content-security-policy']))?.[1];
  const tag = `<script src="${scriptPath}"${nonce ? ` nonce="${nonce}"` : ''}></script>`;
  const page = html.replace(/^\s*(?:<!doctype[^>]*>)?/i, (start) => start + tag);
  const { 'transfer-encoding': _, ...headers } = response.headers;
  return { headers: { ...headers, 'content-length': Buffer.byteLength(page) }, page };
}
