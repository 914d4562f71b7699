import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { tenEvents } from './events.mjs';

const tracks = 100;

/** Opens a page as a new visitor with an empty cache, and runs `use` on it. */
async function withPage(browser, address, use) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  try {
    return await use(page, await page.createCDPSession(), async () => {
      await page.goto(address);
      await page.waitForNetworkIdle();
    });
  } finally {
    await context.close();
  }
}

/** Reads the CPU time that a page has used on the main thread so far, in milliseconds. */
const readMainThread = async (session) => {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration').value * 1_000;
};

/** Measures a page's time on the main thread: for loading, in each `track()`, and for everything after an event. */
export const timePage = (browser, address) =>
  withPage(browser, address, async (page, session, open) => {
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await open();
    const load = await readMainThread(session);
    const calls = await page.evaluate(trackMany, tenEvents[4], tracks);
    await page.waitForNetworkIdle();
    await setTimeout(500);
    return { load, calls, event: ((await readMainThread(session)) - load) / tracks };
  });

/** Runs in the page. */
async function trackMany(event, times) {
  const taken = [];
  for (let time = 0; time < times; time++) {
    const start = performance.now();
    window.track(...event);
    taken.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return taken;
}

/** Lists the tasks of over 50 ms in a session of ten events, on a processor that is four times slower. */
export const findLongTasks = (browser, address) =>
  withPage(browser, address, async (page, session, open) => {
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await page.evaluateOnNewDocument(() => {
      window.longTasks = [];
      new PerformanceObserver((list) => {
        window.longTasks.push(...list.getEntries().map(({ duration }) => duration));
      }).observe({ type: 'longtask' });
    });
    await open();
    await sendTen(page, 50);
    return page.evaluate(() => window.longTasks);
  });

/** Measures the gzipped download, and the requests of a session of ten events that ends with leaving the page. */
export const weighPage = (browser, { url, sent }, path) =>
  withPage(browser, url + path, async (page, _session, open) => {
    const scripts = [];
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (pathname === path || pathname.startsWith('/meta/') || response.request().method() !== 'GET') return;
      if (/^\/tr/.test(pathname)) return;
      scripts.push(response.buffer().then((body) => gzipSync(body, { level: 9 }).length));
    });
    sent.length = 0;
    await open();
    await sendTen(page, 200);
    await page.goto('about:blank');
    await setTimeout(500);
    return { files: await Promise.all(scripts), sent: [...sent] };
  });

async function sendTen(page, apartMs) {
  for (const event of tenEvents) {
    await page.evaluate((call) => void window.track(...call), event);
    await setTimeout(apartMs);
  }
  await page.waitForNetworkIdle();
}
