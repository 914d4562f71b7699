import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSandbox, type PixelConfiguration, type ReceivedEvent, type Sandbox } from '@twinbeam/sandbox';
import type { Browser, HTTPRequest, Page } from 'puppeteer-core';
import { testHost } from './browsers.js';

/** The parts of a page with Meta's snippet. */
export interface PixelPageOptions {
  /** Configurations of the pixels at Meta. */
  pixels?: Record<string, PixelConfiguration>;
  /** Path of a library to use instead of the stand-in. */
  pixelLibrary?: string | undefined;
  /** Runs before the snippet. */
  before?: string;
  /** Calls that the snippet queues. */
  script: string;
  body?: string;
  /** Query and fragment of the page's URL. */
  query?: string;
  /** Content security policy of the page. `SANDBOX` stands for the sandbox's origin. */
  policy?: string;
}

/** A page with Meta's snippet, and its sandbox. */
export interface PixelPage {
  sandbox: Sandbox;
  page: Page;
  /** The page's requests to the sandbox and their responses, in order: `GET /tr/`, `200 /tr/`, `failed /tr/`, … */
  log: string[];
  /** Returns the hits that have arrived. */
  hits(): ReceivedEvent[];
  /** Waits until all configurations have arrived, then sends a last hit and waits for it. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

const snippet = `!(function (w) {
  if (w.fbq) return;
  var n = (w.fbq = function () { n.callMethod ? n.callMethod.apply(n, arguments) : n.queue.push(arguments); });
  w._fbq = w._fbq || n; n.push = n; n.loaded = true; n.version = '2.0'; n.queue = [];
})(window);`;

export async function openPixelPage(browser: Browser, options: PixelPageOptions): Promise<PixelPage> {
  const { pixels, pixelLibrary, query = '', policy } = options;
  const sandbox = await createSandbox({ ...(pixels && { pixels }), ...(pixelLibrary && { pixelLibrary }) });
  const server = createServer((_req, res) => {
    res.setHeader('content-type', 'text/html');
    if (policy) res.setHeader('content-security-policy', policy.replaceAll('SANDBOX', sandbox.url));
    res.end(toHtml(options, sandbox.url));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  // A headless shell has no `window.chrome`, by which Meta's library recognises Chrome.
  await page.evaluateOnNewDocument('if (/Chrome/.test(navigator.userAgent)) window.chrome = {}');
  const log: string[] = [];
  const record = (text: string, url: string) => {
    if (url.startsWith(sandbox.url)) log.push(`${text} ${new URL(url).pathname}`);
  };
  page.on('request', (request) => record(request.method(), request.url()));
  page.on('response', (response) => record(String(response.status()), response.url()));
  page.on('requestfailed', (request) => record('failed', request.url()));
  // A missing configuration both gets a response and fails.
  const configurations = new Set<HTTPRequest>();
  page.on('request', (request) => request.url().includes('/signals/') && configurations.add(request));
  page.on('requestfinished', (request) => configurations.delete(request));
  page.on('requestfailed', (request) => configurations.delete(request));
  await page.goto(`http://${testHost}:${port}/${query}`);

  return {
    sandbox,
    page,
    log,
    hits: () => sandbox.events().filter(({ event_name }) => event_name !== 'Settled'),
    async settle() {
      await waitFor(() => configurations.size === 0);
      await page.evaluate(`new Promise((resolve) => {
        const picture = new Image();
        picture.onload = picture.onerror = resolve;
        picture.src = ${JSON.stringify(`${sandbox.url}/tr/?id=1&ev=Settled`)};
      })`);
    },
    async close() {
      await context.close();
      server.closeAllConnections();
      server.close();
      await sandbox.close();
    },
  };
}

function toHtml({ before = '', script, body = '' }: PixelPageOptions, sandboxUrl: string): string {
  return `<!doctype html><title>Page</title>
<script nonce="abc">${before}</script>
<script nonce="abc">${snippet}${script}</script>
<script nonce="abc" async src="${sandboxUrl}/en_US/fbevents.js"></script>
<body>${body}`;
}

/** Waits for a condition without a timeout; the test's own timeout ends it. */
export async function waitFor(condition: () => unknown): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}
