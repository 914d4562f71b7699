import { createMemoryOutbox, type Outbox } from '@twinbeam/server';
import type { Browser } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFixture, type Fixture, identity } from './support/fixture.js';
import { addDeadLetter, inspectorToken } from './support/inspector.js';
import { type InspectorPage, launchChromium, openInspector } from './support/inspector-page.js';
import { serveTwinbeam } from './support/serve-twinbeam.js';
import { waitFor } from './support/wait-for.js';

let browser: Browser;
let fixture: Fixture;
let outbox: Outbox;
let origin: string;
let view: InspectorPage;
let twinbeam: ReturnType<Fixture['start']>;

beforeAll(async () => {
  browser = await launchChromium();
}, 60_000);
afterAll(() => browser?.close());
beforeEach(async () => {
  outbox = createMemoryOutbox();
  fixture = await createFixture(() => ({ outbox, inspector: { token: inspectorToken } }));
  twinbeam = fixture.start();
  const server = await serveTwinbeam(twinbeam, (app) => {
    app.get('/', (_req, res) => void res.type('html').send('<!doctype html><title>Shop</title><h1>Shop</h1>'));
  });
  origin = `http://localhost:${server.port}`;
  fixture.closeLater(() => server.close());
});
afterEach(async () => {
  await view?.close();
  await fixture.close();
});

const open = async (options: Parameters<typeof openInspector>[2] = {}) => {
  view = await openInspector(browser, origin, { token: inspectorToken, ...options });
};
const track = (eventId: string, name = 'Order Completed') =>
  twinbeam.track(name, { order_id: eventId, revenue: 89.9, currency: 'EUR' }, { identity, eventId });
/** Lets the page's own browser send an event, like the script on a page of the site. */
const collectByBrowser = async (messageId: string) => {
  const tab = await view.page.browserContext().newPage();
  await tab.goto(`${origin}/`);
  await tab.evaluate(async (id) => {
    // biome-ignore lint/suspicious/noDocumentCookie: the cookie store needs a secure context
    document.cookie = '_fbp=fb.1.1700000000000.42';
    const properties = { value: 5, currency: 'EUR' };
    const batch = [
      { type: 'track', event: 'Lead', messageId: id, properties, context: { traits: { email: 'ada@x.example' } } },
    ];
    await fetch('/twin/collect', { method: 'POST', body: JSON.stringify({ batch }) });
  }, messageId);
  await tab.close();
};

describe('the page of the inspector', { timeout: 60_000 }, () => {
  it('is shown after signing in with the token, until signing out', async () => {
    const form = await openInspector(browser, origin);
    await form.page.type('input[name=token]', 'wrong');
    await Promise.all([form.page.waitForNavigation(), form.page.click('form button')]);
    await form.untilText('.alert', 'The token is wrong.');
    await form.page.type('input[name=token]', inspectorToken);
    await Promise.all([form.page.waitForNavigation(), form.page.click('form button')]);
    await form.page.waitForSelector('.live.on');
    await form.click('Sign out');
    await form.page.waitForSelector('input[name=token]');
    expect(form.errors.filter((text) => !text.includes('401'))).toEqual([]);
    await form.close();
  });

  it('shows an event as it happens, with both of its legs', async () => {
    await open();
    await view.untilText('.empty', 'No event has arrived');
    await track('order-1');
    await view.untilText('.row', 'order-1');
    await view.untilText('.row .state', 'Sent');
    await collectByBrowser('lead-1');
    await view.untilText('.row:has(.tone-good)', 'lead-1');
    await view.click('lead-1');
    await view.untilText('.verdict', 'Both legs');
    await view.untilText('.details code', 'em');
    await view.untilText('.answer', 'Meta has received it.');
    expect(await view.page.content()).not.toContain('ada@x.example');
    expect(view.errors).toEqual([]);
  });

  it('explains Graph’s responses, and shows when a pixel is paused', async () => {
    await open();
    fixture.sandbox.break({ target: 'graph', status: 400, code: 190, subcode: 463 });
    await track('order-1');
    await view.click('order-1');
    await view.untilText('.answer.bad', 'create a new one in Events Manager');
    await view.untilText('.answer.bad .facts', '190');
    await view.untilText('.alert', 'Pixel 1 is paused');
    await view.untilText('.row .state', 'Trying again');
  });

  it('says of a rejected message whether a page has sent it', async () => {
    await open();
    await twinbeam.track('Order Completed', { order_id: 'server-1' }, { identity });
    await view.untilText('.row', 'no page');
    const message = { type: 'track', event: 'Order Completed', messageId: 'page-1', properties: { order_id: '1' } };
    await fetch(`${origin}/twin/collect`, {
      method: 'POST',
      headers: { 'user-agent': 'Mozilla/5.0 Test/1' },
      body: JSON.stringify({ batch: [message] }),
    });
    await view.untilText('.row', 'from a page, not fired');
  });

  it('keeps the open event in its place while others arrive', async () => {
    await open();
    await track('order-1');
    await view.untilText('.row', 'order-1');
    await view.page.click('.row');
    await view.page.waitForSelector('.details');
    await view.page.focus('.details button');
    await track('order-2');
    await view.untilText('.list-note button', 'Show 1 new');
    expect(await view.page.$$eval('.row', (rows) => rows.length)).toBe(1);
    expect(await view.page.evaluate(() => document.activeElement?.textContent)).toBe('Close');
    await view.page.keyboard.press('Escape');
    await view.untilText('.row', 'order-2');
    expect(await view.page.evaluate(() => document.activeElement?.textContent)).toContain('order-1');
  });

  it('replays a dead letter, and drops one after a second click', async () => {
    await addDeadLetter(outbox, 'dead-1');
    await addDeadLetter(outbox, 'dead-2');
    await open();
    await view.untilText('nav .count', '2');
    await view.page.click('nav a[href="#dead-letters"]');
    await view.untilText('.stored .reason', 'the value is wrong');
    await view.page.click('.stored li:first-child .primary');
    await view.untilText('.note', '1 event will be sent again now.');
    await waitFor(() => fixture.arrived().includes('dead-1'));
    await view.page.waitForFunction("document.querySelectorAll('.stored li').length === 1");
    await view.click('Drop');
    await view.click('Drop for good');
    await view.untilText('.empty', 'There are no dead letters.');
    expect(await outbox.deadLetters.list()).toEqual([]);
    expect(fixture.arrived()).not.toContain('dead-2');
  });

  it('traces the visit of the same browser', async () => {
    await open();
    await view.click('Trace my visit');
    await view.untilText('.note', 'This browser is traced for an hour');
    await collectByBrowser('mine');
    await track('of-another');
    // An event that comes while another is open is not listed, but counted as new.
    await view.untilText('.row', 'of-another');
    await view.click('mine');
    await view.untilText('.details .trace', '/v26.0/1/events');
    await view.untilText('.trace code', 'context.traits.email');
    await view.untilText('.json', '"custom_data"');
    await view.page.select('.filters select', 'traced');
    await view.untilText('.list-note', '1 of 2 events');
    await view.click('Stop tracing my visit');
    await view.untilText('.note', 'no longer traced');
    await collectByBrowser('later');
    await view.page.select('.filters select', '');
    await view.click('Show 1 new');
    await view.click('later');
    await view.untilText('.details h2', 'Lead');
    expect(await view.page.$('.details .trace')).toBeNull();
  });

  it.each([
    ['light', 1280, 900],
    ['dark', 320, 700],
  ])('has no accessibility problems in %s at %d px, and does not overflow', async (scheme, width, height) => {
    await addDeadLetter(outbox, 'a-very-long-event-id-of-an-order-that-nobody-has-shortened-0123456789');
    fixture.sandbox.break({ target: 'graph', status: 400, code: 190, times: 1 });
    const form = await openInspector(browser, origin, { width, height, scheme });
    expect(await form.findViolations()).toEqual([]);
    await form.close();
    await open({ width, height, scheme });
    await track('order-1');
    await view.click('Trace my visit');
    await view.untilText('.note', 'traced');
    await collectByBrowser('lead-1');
    await view.click('lead-1');
    await view.page.waitForSelector('.details .json');
    const check = async () => {
      expect(await view.findViolations()).toEqual([]);
      const isWider = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
      expect(await view.page.evaluate(isWider)).toBe(false);
    };
    await check();
    await shoot(`inspector-${scheme}-${width}`);
    await view.click('Close');
    await check();
    await shoot(`inspector-list-${scheme}-${width}`);
    await view.page.evaluate("location.hash = '#dead-letters'");
    await view.page.waitForSelector('.stored li');
    await check();
    await shoot(`inspector-dead-${scheme}-${width}`);
  });
});

/** Takes a screenshot for the docs, if a folder for it is named. */
async function shoot(name: string): Promise<void> {
  const folder = process.env.TWINBEAM_PICTURES;
  if (folder) await view.page.screenshot({ path: `${folder}/${name}.png` });
}
