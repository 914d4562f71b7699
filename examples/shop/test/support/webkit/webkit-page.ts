import { EventEmitter } from 'node:events';
import { findElement } from './find-element.js';
import { type LoadState, parseReports, readLoadState, takeReports } from './page-reports.js';
import type { ProxiedRequest, TestProxy } from './test-proxy.js';
import type { WebDriverSession } from './web-driver.js';

/** The state that a page shares with the other tabs of its visitor. */
export interface WebKitTabs {
  driver: WebDriverSession;
  proxy: TestProxy;
  /** The tab that receives the commands. */
  current: string;
  /** Runs functions one after the other, because a command goes to the tab that an earlier command has selected. */
  inOrder<Value>(run: () => Promise<Value>): Promise<Value>;
  /** Adds a script that runs in each page before its own scripts. */
  addScript(script: string): void;
}

type Script = string | ((...args: never[]) => unknown);

/** The maximum time to wait for a page, in milliseconds. */
const timeoutMs = 15_000;
const pollMs = 50;

const keys: Record<string, string> = { Enter: '\uE007', Tab: '\uE004', Escape: '\uE00C' };
/** The JSON that stands for `undefined`. It is not an object, because a page may have changed the JSON of objects. */
const none = '"(undefined)"';
/** The key of an element's id in WebDriver's JSON. */
const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

/** Creates the part of Puppeteer's `Page` that the tests use, for a tab. */
export function createWebKitPage(tabs: WebKitTabs, handle: string) {
  const { driver, proxy, inOrder } = tabs;
  const events = new EventEmitter();
  let lastUrl = '';
  const send = <Value>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<Value> =>
    inOrder(async () => {
      if (tabs.current !== handle) await driver.send('POST', '/window', { handle });
      tabs.current = handle;
      return driver.send<Value>(method, path, body);
    });
  const execute = <Value>(script: string, args: readonly unknown[] = []): Promise<Value> =>
    send('POST', '/execute/sync', { script, args });
  const emitReports = async (): Promise<void> => {
    const reports = await execute<string>(takeReports).catch(() => '');
    for (const [type, text] of parseReports(reports)) {
      events.emit('console', { type: () => type, text: () => text, args: () => [text] });
    }
  };
  const evaluate = async (script: Script, ...args: unknown[]): Promise<unknown> => {
    const code = typeof script === 'string' ? script : `(${script})(...args)`;
    const body = isExpression(code)
      ? `const value = await (${code}); return value === undefined ? ${none} : value`
      : code;
    const result = await execute<unknown>(`return (async (args) => { ${body} })(arguments)`, args);
    await emitReports();
    return JSON.stringify(result) === none ? undefined : result;
  };
  const poll = async (isDone: () => Promise<unknown>, what: string, limitMs = timeoutMs): Promise<void> => {
    for (const start = Date.now(); Date.now() - start < limitMs; ) {
      if (await isDone().catch(() => false)) return;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
    throw new Error(`${what} took too long.`);
  };
  /** Reads a value that differs for each document of a tab. */
  const readDocument = () => execute<string>('return performance.timeOrigin + location.href').catch(() => '');
  const find = (selector: string) =>
    execute<Record<string, string> | null>(`return (${findElement})(...arguments)`, [selector]);
  const waitForSelector = async (selector: string): Promise<string> => {
    let id: string | undefined;
    await poll(async () => {
      id = (await find(selector))?.[elementKey];
      return id;
    }, selector);
    return id as string;
  };
  const click = async (selector: string): Promise<void> => {
    await send('POST', `/element/${await waitForSelector(selector)}/click`, {});
    await emitReports();
  };
  const type = async (selector: string, text: string): Promise<void> =>
    send('POST', `/element/${await waitForSelector(selector)}/value`, { text });
  const move = (x: number, y: number) => ({ type: 'pointerMove', duration: 0, x, y });
  const point = (...actions: object[]) =>
    send('POST', '/actions', { actions: [{ type: 'pointer', id: 'mouse', actions }] });
  /** Runs an action that leads to another document, and waits for that document. */
  const navigate = async (run: () => Promise<unknown>, waitUntil = 'load'): Promise<void> => {
    // Read first, because the action next to `waitForNavigation` may lead to the next document at once.
    const before = await readDocument();
    await emitReports();
    await run();
    await poll(async () => (await readDocument()) !== before, 'Another document');
    await poll(async () => {
      const state = await execute<LoadState>(readLoadState);
      return state === 'load' || state === waitUntil;
    }, 'Loading');
    await emitReports();
  };

  const page = {
    emitReports,
    emitRequest: ({ url, method, body }: ProxiedRequest) =>
      void events.emit('request', { url: () => url, method: () => method, postData: () => body }),
    on: (name: string, listener: () => void) => void events.on(name, listener),
    off: (name: string) => void events.removeAllListeners(name),
    async evaluateOnNewDocument(script: Script, ...args: unknown[]) {
      tabs.addScript(typeof script === 'string' ? script : `(${script})(...${JSON.stringify(args)})`);
    },
    goto(url: string, { waitUntil }: { waitUntil?: string } = {}) {
      if (url.startsWith('http')) lastUrl = url;
      return navigate(() => send('POST', '/url', { url }), waitUntil);
    },
    reload: () => navigate(() => send('POST', '/refresh', {})),
    goBack: () => navigate(() => send('POST', '/back', {})),
    waitForNavigation: ({ waitUntil }: { waitUntil?: string } = {}) => navigate(async () => undefined, waitUntil),
    waitForNetworkIdle: ({ idleTime = 500, timeout = timeoutMs }) =>
      poll(async () => proxy.getIdleMs() >= idleTime, 'A network without requests', timeout),
    waitForFunction: (script: Script, _options?: object, ...args: unknown[]) =>
      poll(() => evaluate(script, ...args), String(script)),
    waitForSelector,
    locator: (selector: string) => ({ click: () => click(selector), fill: (text: string) => type(selector, text) }),
    evaluate,
    click,
    type,
    focus: (selector: string) => evaluate(`(${findElement})(${JSON.stringify(selector)}).focus()`),
    keyboard: {
      press: (key: string) =>
        send('POST', '/actions', {
          actions: [
            {
              type: 'key',
              id: 'keyboard',
              actions: ['keyDown', 'keyUp'].map((action) => ({ type: action, value: keys[key] ?? key })),
            },
          ],
        }),
    },
    mouse: {
      move: (x: number, y: number) => point(move(x, y)),
      click: (x: number, y: number) =>
        point(move(x, y), { type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 }),
    },
    async setOfflineMode(isOffline: boolean) {
      proxy.isOffline = isOffline;
      await evaluate(`void dispatchEvent(new Event('${isOffline ? 'offline' : 'online'}'))`);
    },
    setViewport: ({ width, height }: { width: number; height: number }) =>
      send('POST', '/window/rect', { width, height }),
    async cookies() {
      const cookies = await send<{ expiry?: number }[]>('GET', '/cookie');
      return cookies.map(({ expiry = -1, ...cookie }) => ({ ...cookie, expires: expiry }));
    },
    /** Deletes the cookies of the last site, which the driver can do only from within the site. */
    async deleteCookies() {
      await page.goto(new URL(proxy.scriptPath, lastUrl).href);
      await send('DELETE', '/cookie');
      await page.goto('about:blank');
    },
    bringToFront: () => send('POST', '/window', { handle }),
    close: () => send('DELETE', '/window'),
  };
  return page;
}

function isExpression(code: string): boolean {
  try {
    new Function(`async () => (${code})`);
    return true;
  } catch {
    return false;
  }
}
