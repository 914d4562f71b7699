import { createSandbox, type Sandbox } from '@twinbeam/sandbox';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, openSandboxPage } from './support/page.js';
import { createServerEvent, sendHit, sendToGraph } from './support/seed.js';

/** Sends server events, 1,000 per request. */
async function sendMany(sandbox: Sandbox, count: number): Promise<void> {
  for (let start = 0; start < count; start += 1_000) {
    const size = Math.min(1_000, count - start);
    const events = Array.from({ length: size }, (_, index) => createServerEvent({ event_id: `n-${start + index}` }));
    expect((await sendToGraph(sandbox, events)).status).toBe(200);
  }
}

describe('100,000 events', { timeout: 180_000 }, () => {
  let browser: Browser;
  let sandbox: Sandbox;
  beforeAll(async () => {
    browser = await launchChromium();
    sandbox = await createSandbox();
    await sendHit(sandbox, { eid: 'n-7' });
    await sendMany(sandbox, 100_000);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await sandbox?.close();
  });

  it('are listed, scrolled and filtered with few elements, and new ones are shown', async () => {
    const view = await openSandboxPage(browser, sandbox);
    const countRows = () => view.evaluate<number>("document.querySelectorAll('.card').length");
    const rowHas = (text: string) =>
      `[...document.querySelectorAll('.card b + code')].some((code) => code.textContent === '${text}')`;
    await view.until(rowHas('n-99999'));
    expect(await view.text('.list-note')).toMatch(/^9\d,\d{3} cards, the newest first$/);
    expect(await countRows()).toBeLessThan(60);

    await view.evaluate("document.querySelector('.card-list').scrollTop = 1e9");
    await view.until(rowHas('n-1000'));
    expect(await countRows()).toBeLessThan(60);

    await view.page.type('input[type=search]', 'n-4321');
    await view.until("document.querySelector('.list-note').textContent.startsWith('11 of')");
    await sendToGraph(sandbox, [createServerEvent({ event_id: 'n-43210-new' })]);
    await view.until("document.querySelector('.list-note').textContent.startsWith('12 of')");
    expect(await view.evaluate("document.querySelectorAll('*').length")).toBeLessThan(2_000);
    expect(view.errors).toEqual([]);
    await view.close();
  }, 120_000);

  it('are the most that are kept, and what is forgotten is said and counted nowhere', async () => {
    await sendMany(sandbox, 2_000);
    const { events, forgotten } = sandbox.summary();
    expect(sandbox.events().length).toBeLessThanOrEqual(100_000);
    expect(events.Lead?.server).toBe(sandbox.events().filter(({ source }) => source === 'server').length);
    expect(forgotten).toBeGreaterThan(2_000);
    const view = await openSandboxPage(browser, sandbox);
    await view.until("document.querySelector('[role=note]')");
    expect(await view.text('[role=note]')).toMatch(
      /^The sandbox keeps the newest 100,000 events\. \d,\d{3} older ones are forgotten and in no figure/,
    );
    await view.close();
  }, 120_000);
});

describe('the bound', () => {
  it.each([10, 250])('of %i events forgets the oldest, and the groups that are left say so', async (limit) => {
    const sandbox = await createSandbox({ limit });
    await sendHit(sandbox, { eid: 'n-0' });
    await sendMany(sandbox, limit);
    expect(sandbox.summary().forgotten).toBeGreaterThan(0);
    const { ids } = (await (await fetch(`${sandbox.url}/api/page/timeline`)).json()) as { ids: number[] };
    expect(ids).toHaveLength(sandbox.events().length);
    const last = await (await fetch(`${sandbox.url}/api/page/cards?ids=${ids.at(-1)}`)).json();
    if (limit === 10) expect(JSON.stringify(last)).toContain('no longer keeps the other leg');
    sandbox.clear();
    expect(sandbox.summary()).toEqual({ events: {} });
    await sandbox.close();
  });
});
