import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium } from '../dist/chromium.js';
import { walkedEvents, walkThrough } from '../dist/walk.js';
import { asHit, createStage, legsById, type Stage } from './support.js';

let browser: Browser;
let stage: Stage;
let context: BrowserContext;
let page: Page;
/** What went wrong in the page: exceptions, and requests that its policy forbade. */
let troubles: string[];

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  stage = await createStage();
  context = await browser.newContext();
  page = await context.newPage();
  troubles = [];
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('console', (line) => {
    if (/Content.Security.Policy|Uncaught/i.test(line.text())) troubles.push(line.text());
  });
});
afterEach(async () => {
  await context.close();
  await stage.close();
});

const total = Object.values(walkedEvents).reduce((sum, count) => sum + count, 0);
const received = (source: string) => stage.sandbox.events().filter((event) => event.source === source);
/** All that the walk sends has arrived by this leg. */
const arrived = (source: string) => expect.poll(() => received(source).length, { timeout: 10_000 }).toBe(total);

describe('a walk through the shop', () => {
  const clickId = 'IwAR0-a.b_C%7E~2';

  it('sends every step by both legs, with one name, one id and the same data, counted once', async () => {
    await walkThrough(page, stage.shopUrl, { landing: `/?utm=x&fbclid=${encodeURIComponent(clickId)}` });
    await arrived('browser');
    await arrived('server');

    const { events } = stage.sandbox.summary();
    expect(Object.fromEntries(Object.entries(events).map(([name, { browser }]) => [name, browser]))).toEqual(
      walkedEvents,
    );
    for (const [name, counts] of Object.entries(events)) {
      const count = walkedEvents[name as keyof typeof walkedEvents];
      expect([name, counts]).toEqual([name, { browser: count, server: count, paired: count, counted: count }]);
    }

    const fbp = (await context.cookies()).find(({ name }) => name === '_fbp')?.value;
    const fbc = (await context.cookies()).find(({ name }) => name === '_fbc')?.value;
    expect(fbp).toMatch(/^fb\.0\.\d{13}\.\d+$/);
    expect(fbc?.split('.').slice(3).join('.')).toBe(clickId);
    for (const [
      key,
      {
        browser: [hit],
        server: [sent],
      },
    ] of legsById(stage.sandbox.events())) {
      expect([key, hit?.custom_data]).toEqual([key, asHit(sent?.custom_data ?? {})]);
      expect([key, hit?.user_data.fbp, hit?.user_data.fbc]).toEqual([key, fbp, fbc]);
      expect([key, sent?.user_data.fbp, sent?.user_data.fbc]).toEqual([key, fbp, fbc]);
      expect([key, sent?.warnings]).toEqual([key, []]);
    }
    expect(troubles).toEqual([]);
  });

  it('counts the purchase once, also when the thank-you page is reloaded three times', async () => {
    await walkThrough(page, stage.shopUrl);
    await arrived('browser');
    for (let reload = 1; reload <= 3; reload++) {
      const seen = stage.sandbox.events().length;
      await page.reload();
      await expect.poll(() => stage.sandbox.events().length).toBeGreaterThan(seen);
    }
    await page.waitForTimeout(300);
    await stage.twinbeam.flush();
    expect(stage.sandbox.summary().events.Purchase).toMatchObject({ server: 1, paired: 1, counted: 1 });
    const ids = stage.sandbox
      .events()
      .filter(({ event_name }) => event_name === 'Purchase')
      .map(({ event_id }) => event_id);
    expect(new Set(ids)).toEqual(new Set([expect.stringMatching(/^purchase\.TB-/)]));
  });

  it('arrives by the server when the Pixel is blocked', async () => {
    await context.route(`${stage.sandbox.url}/**`, (route) => route.abort());
    await walkThrough(page, stage.shopUrl);
    await arrived('server');
    expect(received('browser')).toEqual([]);
    expect(troubles).toEqual([]);
  });

  it('arrives by the Pixel when the server does not answer, and the page throws nothing', async () => {
    // Not by a route of the context's, which would switch the browser's cache off too.
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.setBlockedURLs', { urls: ['*/twin/collect'] });
    await walkThrough(page, stage.shopUrl);
    await arrived('browser');
    await stage.twinbeam.flush();
    // The order itself is tracked by the shop's own code.
    expect(received('server').map(({ event_name }) => event_name)).toEqual(['Purchase']);
    expect(troubles).toEqual([]);
  });

  it('arrives by both legs when the Pixel is slow', async () => {
    stage.sandbox.break({ target: 'pixel', delayMs: 1_500, times: 1 });
    await page.goto(stage.shopUrl, { waitUntil: 'domcontentloaded' });
    await expect.poll(() => received('server').length).toBe(2);
    expect(received('browser')).toEqual([]);
    await expect
      .poll(() => stage.sandbox.summary().events, { timeout: 5_000 })
      .toMatchObject({
        PageView: { paired: 1, counted: 1 },
        ViewContent: { paired: 1, counted: 1 },
      });
  });

  it('does not wait for Meta', async () => {
    stage.sandbox.break({ target: 'graph', delayMs: 60_000 });
    await walkThrough(page, stage.shopUrl);
    expect(await page.getByRole('heading', { name: 'Thank you!' }).isVisible()).toBe(true);
  });

  it("shows a visitor's e-mail address to nobody but the shop", async () => {
    const email = 'grace.hopper+boots@example.com';
    const traffic: string[] = [];
    page.on('request', (request) => {
      const own = request.url().startsWith(stage.shopUrl);
      traffic.push(request.url(), own ? '' : (request.postData() ?? ''));
    });
    await walkThrough(page, stage.shopUrl, { email });
    await arrived('browser');
    await arrived('server');
    const everything = [...traffic, ...stage.logged, JSON.stringify(stage.sandbox.events())].join('\n');
    expect(decodeURIComponent(everything.replace(/%(?![0-9a-f]{2})/gi, ''))).not.toContain('grace.hopper');
    expect(everything).not.toContain('grace.hopper');
    const withMail = received('server').filter(({ user_data }) => user_data.em);
    expect(withMail.length).toBeGreaterThan(4);
  });
});

describe('the script on a page', () => {
  /** A page of the site's own, with what a user would write. */
  const open = async (head: string) => {
    stage.ownPage = `<!doctype html><head>${head}</head><body>own</body>`;
    await page.goto(`${stage.shopUrl}/own`);
  };
  const settled = () => page.waitForTimeout(400).then(() => stage.twinbeam.flush());
  const names = () => received('server').map(({ event_name }) => event_name);

  it('needs nothing but its tag', async () => {
    await open('<script async src="/twin/t.js"></script>');
    await settled();
    expect(stage.sandbox.summary().events).toEqual({ PageView: { browser: 1, server: 1, paired: 1, counted: 1 } });
  });

  it('counts page views only when it should', async () => {
    await open(
      `${stage.twinbeam.scriptTag().replace('src=', 'data-page-views="off" src=')}<script>twinbeam.track('Lead')</script>`,
    );
    await settled();
    expect(names()).toEqual(['Lead']);
  });

  it('takes calls before it has loaded, and knows the visitor before the first of them', async () => {
    await open(`${stage.twinbeam.scriptTag()}<script>
      window.ids = [twinbeam.page('Home'), twinbeam.track('Lead', { a: 1 }), twinbeam.track('Purchase', { order_id: 9, revenue: 1 }), twinbeam.track('X', { event_id: 'own' })];
      twinbeam.identify('u1', { email: 'ada@example.com' });
      twinbeam.ready(() => { window.isReady = true; });
    </script>`);
    await settled();
    const [home, lead, order, own] = (await page.evaluate('window.ids')) as (string | undefined)[];
    // The stub does not know whether the site's settings make a purchase of an order.
    expect([order, own]).toEqual([undefined, 'own']);
    for (const leg of ['server', 'browser'] as const) {
      const ids = received(leg).map(({ event_id }) => event_id);
      expect(ids.slice(1)).toEqual([home, lead, 'purchase.9', 'own']);
    }
    expect(received('browser').every(({ user_data }) => typeof user_data.em === 'string')).toBe(true);
    expect(await page.evaluate('window.isReady')).toBe(true);
  });

  it('maps by the rules of the site on both legs', async () => {
    await stage.close();
    stage = await createStage({ eventMapping: { 'Trial Began': 'StartTrial' } });
    await open(
      `${stage.twinbeam.scriptTag({ pageViews: false })}<script>twinbeam.track('trial began', { value: 3 })</script>`,
    );
    await settled();
    expect(stage.sandbox.summary().events).toEqual({ StartTrial: { browser: 1, server: 1, paired: 1, counted: 1 } });
  });

  it('is the same tracker for who kept the stub, and runs once when it stands there twice', async () => {
    await open(
      `${stage.twinbeam.scriptTag()}<script>window.kept = window.twinbeam</script><script src="/twin/t.js"></script>`,
    );
    await page.evaluate('window.kept.track("Lead")');
    await settled();
    expect(names().sort()).toEqual(['Lead', 'PageView']);
  });

  it('gives each visit to a cached page ids of its own', async () => {
    for (let visit = 0; visit < 2; visit++) await open(stage.twinbeam.scriptTag());
    await settled();
    expect(new Set(received('browser').map(({ event_id }) => event_id)).size).toBe(2);
  });

  it('renews its cookies by the answer of the server, with the same values', async () => {
    await page.goto(stage.shopUrl);
    const before = (await context.cookies()).find(({ name }) => name === '_fbp');
    await settled();
    const after = (await context.cookies()).find(({ name }) => name === '_fbp');
    expect(after?.value).toBe(before?.value);
    expect(after?.httpOnly).toBe(false);
    expect((after?.expires ?? 0) - Date.now() / 1000).toBeGreaterThan(89 * 86_400);
  });
});

describe("the sandbox's page", () => {
  it('shows both legs as they arrive, and what is foreign as text', async () => {
    const watch = await context.newPage();
    await watch.goto(stage.sandbox.url);
    await watch.getByText('live', { exact: true }).waitFor();
    await page.goto(stage.shopUrl);
    await watch.getByText('paired, counted once').first().waitFor();
    await fetch(`${stage.sandbox.url}/tr/?${new URLSearchParams({ id: '1', ev: '<img src=x onerror=alert(1)>' })}`);
    await watch.getByText('<img src=x onerror=alert(1)>').first().waitFor();
    await watch.getByRole('button', { name: 'Clear' }).click();
    await watch.getByText('Nothing has arrived yet').waitFor();
  });
});
