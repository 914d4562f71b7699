import { execFileSync } from 'node:child_process';
import { createSandbox, type Sandbox } from '@twinbeam/sandbox';
import type { Browser } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium, openSandboxPage, type SandboxPage } from './support/page.js';
import { createServerEvent, sendHit, sendPair, sendToGraph } from './support/seed.js';

let browser: Browser;
let sandbox: Sandbox;
let view: SandboxPage;
beforeAll(async () => {
  browser = await launchChromium();
}, 60_000);
afterAll(() => browser?.close());
beforeEach(async () => {
  sandbox = await createSandbox();
});
afterEach(async () => {
  await view?.close();
  await sandbox.close();
});

const open = async (options: Parameters<typeof openSandboxPage>[2] = {}) => {
  view = await openSandboxPage(browser, sandbox, options);
};
const hasText = (selector: string, text: string) =>
  `document.querySelector(${JSON.stringify(selector)})?.textContent.includes(${JSON.stringify(text)})`;
const rowHas = (text: string) =>
  `[...document.querySelectorAll('.card')].some((card) => card.textContent.includes(${JSON.stringify(text)}))`;

describe('the timeline', { timeout: 60_000 }, () => {
  it('shows a pair as its legs arrive', async () => {
    await open();
    await sendHit(sandbox, { ev: 'Purchase', eid: 'order-1', 'cd[value]': '12.50' });
    await view.until(rowHas('Browser only'));
    await sendToGraph(sandbox, [
      createServerEvent({ event_name: 'Purchase', event_id: 'order-1', custom_data: { value: 12.5, currency: 'EUR' } }),
    ]);
    await view.until(rowHas('Legs differ'));
    await view.openRow('order-1');
    await view.until(hasText('.details', 'by the event id'));
    expect(await view.text('.details .differs')).toContain('currency');
    expect(await view.evaluate("document.querySelectorAll('.details .differs').length")).toBe(1);
    expect(view.errors).toEqual([]);
  });

  it.each([
    ['another id', { eid: 'other' }, {}, 'the ids differ: e1 and other', 'the same event id'],
    ['another name', {}, { event_name: 'lead' }, 'under the name Lead, not lead', 'Use one name'],
    ['another pixel', { id: '99' }, {}, 'to the pixel 99, not 1234567890', 'Use one pixel id'],
    ['no other leg', { id: '99', eid: 'x', ev: 'Search' }, {}, 'The Pixel has not sent this event', 'Call the Pixel'],
  ])('says why an event has no twin: %s', async (_name, hit, event, why, fix) => {
    await sendHit(sandbox, hit as Record<string, string>);
    await sendToGraph(sandbox, [createServerEvent(event)]);
    await open();
    await view.openRow('Server only');
    expect(await view.text('.details .verdict')).toContain(why);
    expect(await view.text('.details .fix')).toContain(fix);
  });

  it('shows what Graph refused, with the reason and the fix, and no value that should have been hashed', async () => {
    await sendToGraph(sandbox, [createServerEvent({ user_data: { em: 'ada@example.com' } }), createServerEvent()]);
    await open();
    await view.openRow('Refused (400)');
    expect(await view.text('.details')).toMatch(/data\[0\]: user_data\.em must be SHA-256.*SHA-256 as lower-case hex/);
    expect(await view.text('.details .facts')).toContain('Events in the request2');
    expect(await view.page.content()).not.toContain('ada@example.com');
    expect(await view.text('.tiles .bad')).toContain('1');
  });

  it('searches, filters and says how many cards fit', async () => {
    for (const id of ['a1', 'a2', 'b1']) await sendPair(sandbox, id.startsWith('a') ? 'Lead' : 'Contact', id);
    await sendHit(sandbox, { ev: 'Search', eid: 'c1', dl: 'https://shop.example/sale' });
    await open();
    await view.until(rowHas('c1'));
    await view.page.type('input[type=search]', 'SALE');
    await view.until(hasText('.list-note', '1 of 4 cards'));
    expect((await view.rows())[0]).toContain('c1');
    await view.page.$eval('input[type=search]', (input) => {
      input.value = '';
      input.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await view.page.select('.filters label:nth-child(2) select', 'paired');
    await view.until(hasText('.list-note', '3 of 4 cards'));
    await view.page.select('.filters label:nth-child(3) select', 'Contact');
    await view.until(hasText('.list-note', '1 of 4 cards'));
    expect((await view.rows())[0]).toContain('b1');
  });

  it('keeps the open card in its place while events arrive, and offers them', async () => {
    for (let index = 0; index < 40; index++) await sendPair(sandbox, 'Lead', `old-${index}`);
    await open();
    await view.openRow('old-35');
    await view.evaluate("document.querySelector('.details .card-actions button').focus()");
    const before = await view.evaluate(position);
    for (let index = 0; index < 5; index++) await sendPair(sandbox, 'Lead', `new-${index}`);
    await view.until(hasText('.list-note button', 'Show 5 new'));
    expect(await view.evaluate(position)).toEqual(before);
    await view.page.click('.list-note button');
    await view.until(rowHas('new-4'));
    expect(await view.text('.card.is-open')).toContain('old-35');
  });

  it('edits an event and sends it again by either leg, and shows the response of Graph', async () => {
    await sendHit(sandbox, { ev: 'Purchase', eid: 'order-1', 'cd[value]': '5', 'cd[currency]': 'EUR' });
    await open();
    await view.openRow('order-1');
    await view.page.click('.card-actions [aria-expanded]');
    await view.page.select('.editor select', 'server');
    await view.page.$eval('.editor textarea', (area) => {
      area.value = area.value.replace('"5"', '7');
      area.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await view.page.click('.editor .primary');
    await view.until(hasText('.editor', 'Graph has accepted the event.'));
    expect(sandbox.events().map(({ source, custom_data: { value } }) => [source, value])).toEqual([
      ['browser', '5'],
      ['server', 7],
    ]);
    await view.until(hasText('.details', 'custom_data.value'));
    await view.page.$eval('.editor textarea', (area) => {
      area.value = area.value.replace('"currency": "EUR"', '"currency": "€"');
      area.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await view.page.click('.editor .primary');
    await view.until(hasText('.editor', 'must be an ISO 4217 code'));
  });

  it('gives commands that send the same legs again, a test, and an export', async () => {
    await sendPair(sandbox, 'Purchase', "order-'1", { value: 5, currency: 'EUR' });
    await open();
    await view.evaluate(
      "Object.defineProperty(navigator, 'clipboard', { value: { writeText: (text) => { window.copied = text; } } })",
    );
    await view.openRow("order-'1");
    const copies: string[] = [];
    for (const index of [1, 2, 3]) {
      await view.page.click(`.card-actions button:nth-of-type(${index})`);
      copies.push(await view.evaluate('copied'));
    }
    const [hitCommand = '', graphCommand = '', test] = copies;
    expect(test).toContain('await expect(sandbox).toHavePaired("Purchase", {');
    sandbox.clear();
    // Not every machine has curl: a shell function with the same arguments uses `fetch` instead.
    const run = (command: string) => {
      const print = 'curl() { for argument in "$@"; do printf "%s\\0" "$argument"; done; };';
      return execFileSync('sh', ['-c', `${print} ${command}`], { encoding: 'utf8' }).split('\0');
    };
    await fetch(run(hitCommand)[0] as string);
    const [url = '', , , , , , body = ''] = run(graphCommand);
    await fetch(url, {
      method: 'POST',
      headers: { authorization: 'Bearer t', 'content-type': 'application/json' },
      body,
    });
    expect(sandbox.summary().events.Purchase).toEqual({ browser: 1, server: 1, paired: 1, counted: 1 });
    const exported = await fetch(`${sandbox.url}/api/page/export?state=paired`);
    expect(JSON.parse(await exported.text())).toMatchObject({ name: 'Purchase', verdict: { state: 'paired' } });
  });

  it('says when the sandbox does not respond, and goes on when it does', async () => {
    await sendPair(sandbox, 'Lead', 'e1');
    await open();
    await view.until(rowHas('e1'));
    await view.page.setOfflineMode(true);
    await sendPair(sandbox, 'Lead', 'e2');
    await view.page.type('input[type=search]', 'e');
    await view.until(hasText('.alert', 'The sandbox does not respond.'));
    expect(await view.text('.card')).toContain('e1');
    await view.page.setOfflineMode(false);
    await view.until(rowHas('e2'));
    await view.until("!document.querySelector('.alert')");
  });

  it('clears', async () => {
    await sendPair(sandbox, 'Lead', 'e1');
    await open();
    await view.until(rowHas('e1'));
    await view.page.click('.actions button');
    await view.until(hasText('.card-list', 'No events yet'));
    expect(sandbox.events()).toEqual([]);
  });
});

/** The positions of the open row, the list and the panel, and the element with the focus. */
const position = `(() => {
  const row = document.querySelector('.card.is-open').getBoundingClientRect();
  const panel = document.querySelector('.details').getBoundingClientRect();
  return [row.top, panel.top, document.querySelector('.card-list').scrollTop, document.activeElement.textContent];
})()`;

describe('the other views', { timeout: 60_000 }, () => {
  it('show the figures of each event', async () => {
    await sendPair(sandbox, 'Lead', 'e1');
    await sendHit(sandbox, { eid: 'e2' });
    await open({ hash: '#events' });
    await view.until(hasText('.figures', 'Lead'));
    expect(await view.text('.counts')).toMatch(/^counted2browser and server1browser only1server only0/);
    expect(await view.text('.figures article > p')).toMatch(
      /2 by the Pixel, 1 by the Conversions API\..*after the browser/,
    );
    expect(await view.text('.quality')).toMatch(/^2\.8 of 10.*The biggest gain would be email \(em\): up to \+3\.0/);
    const keys = ['external_id', 'fbp', 'client_ip_address', 'client_user_agent'];
    expect(await view.evaluate("[...document.querySelectorAll('.coverage code')].map((e) => e.textContent)")).toEqual(
      keys,
    );
    expect(await view.text('.coverage tbody tr:nth-child(2)')).toBe('fbp100 %100 %');
    expect(await view.text('.missing-keys')).toBe('No event has em, ph, fbc, fn, ln, ct, zp, country, db.');
    await view.page.click('.figures button');
    await view.until(hasText('.list-note', '2 cards'));
    expect(await view.evaluate('location.hash')).toBe('#timeline');
  });

  it.each([
    ['Graph is down', 503, 'The response was 503'],
    ['Rate limit', 400, 'code 80004'],
    ['Token expired', 401, 'code 190'],
  ])('switch a fault on and off: %s', async (title, status, reason) => {
    await open({ hash: '#faults' });
    const toggle = `[...document.querySelectorAll('[role=switch]')].find((e) => e.textContent.includes('${title}'))`;
    await view.until(toggle);
    await view.evaluate(`${toggle}.click()`);
    await view.until(`${toggle}.getAttribute('aria-checked') === 'true'`);
    expect((await sendToGraph(sandbox, [createServerEvent()])).status).toBe(status);
    await view.until(hasText('.fault-note', '1 fault is on'));
    await view.evaluate("location.hash = '#timeline'");
    await view.until(rowHas(reason));
    await view.evaluate("location.hash = '#faults'");
    await view.until(toggle);
    await view.evaluate(`${toggle}.click()`);
    await view.until(`${toggle}.getAttribute('aria-checked') === 'false'`);
    expect((await sendToGraph(sandbox, [createServerEvent()])).status).toBe(200);
  });

  it('refuse one bad event wherever it comes, and take the others', async () => {
    await open({ hash: '#faults' });
    await view.until("document.querySelectorAll('[role=switch]').length === 6");
    await view.evaluate("document.querySelectorAll('[role=switch]')[4].click()");
    await view.until("document.querySelectorAll('[role=switch]')[4].getAttribute('aria-checked') === 'true'");
    const [bad, good] = [createServerEvent({ event_id: 'bad' }), createServerEvent({ event_id: 'good' })];
    const statuses = [];
    for (const events of [[bad], [bad, good], [good], [bad]])
      statuses.push((await sendToGraph(sandbox, events)).status);
    expect(statuses).toEqual([400, 400, 200, 400]);
  });

  it('block the Pixel', async () => {
    await open({ hash: '#faults' });
    await view.until("document.querySelectorAll('[role=switch]').length === 6");
    await view.evaluate("document.querySelectorAll('[role=switch]')[5].click()");
    await view.until(hasText('.fault-note', '1 fault is on'));
    await expect(sendHit(sandbox)).rejects.toThrow();
    await view.evaluate("location.hash = '#timeline'");
    await view.until(rowHas('Pixel failed'));
  });
});

describe('everyone', { timeout: 60_000 }, () => {
  const fill = async () => {
    await sendPair(sandbox, 'Purchase', 'order-1', { value: 5, currency: 'EUR', contents: [{ id: 'a'.repeat(80) }] });
    await sendHit(sandbox, { ev: 'AddToCart', eid: 'x'.repeat(120) });
    await sendToGraph(sandbox, [
      createServerEvent({ event_name: 'A name without any space'.repeat(3), event_id: 'n1' }),
    ]);
    await sendToGraph(sandbox, [createServerEvent({ event_name: 'Purchase' })]);
  };

  it.each(['light', 'dark'])('finds no fault of accessibility by axe-core: %s', async (scheme) => {
    await fill();
    sandbox.break({ target: 'pixel', name: 'pixel-blocked', cut: 'before' });
    for (const width of [1280, 320]) {
      await open({ scheme, width });
      await view.openRow('order-1');
      await view.page.click('.card-actions [aria-expanded]');
      expect(await view.findViolations()).toEqual([]);
      await view.page.click('.details .close');
      for (const hash of ['#timeline', '#events', '#faults']) {
        await view.evaluate(`location.hash = '${hash}'`);
        await view.until(`document.querySelector('nav [aria-current]').hash === '${hash}'`);
        expect(await view.findViolations()).toEqual([]);
      }
      await view.close();
    }
  });

  it('sees nothing cut off at 320 pixels', async () => {
    await fill();
    await open({ width: 320, height: 640 });
    const isTooWide = 'document.documentElement.scrollWidth > innerWidth';
    for (const hash of ['#timeline', '#events', '#faults']) {
      await view.evaluate(`location.hash = '${hash}'`);
      await view.until(`document.querySelector('nav [aria-current]').hash === '${hash}'`);
      expect([hash, await view.evaluate(isTooWide)]).toEqual([hash, false]);
    }
    await view.evaluate("location.hash = '#timeline'");
    await view.until(rowHas('order-1'));
    const isCutOff = (part: Element) => part.getBoundingClientRect().right > innerWidth - 16;
    expect(
      await view.evaluate(
        `[...document.querySelectorAll('.card *')].filter(${isCutOff}).map((part) => part.outerHTML)`,
      ),
    ).toEqual([]);
    await view.openRow('order-1');
    const panelIsTooWide = "document.querySelector('.details').scrollWidth > innerWidth";
    expect([await view.evaluate(isTooWide), await view.evaluate(panelIsTooWide)]).toEqual([false, false]);
    expect(await view.text(':focus')).toBe('Close');
  });

  it('can use the page by keyboard alone', async () => {
    for (let index = 0; index < 30; index++) await sendPair(sandbox, 'Lead', `e-${index}`);
    await open();
    await view.until(rowHas('e-29'));
    const { keyboard } = view.page;
    for (let steps = 0; steps < 20; steps++) {
      await keyboard.press('Tab');
      if (await view.evaluate("document.activeElement.role === 'listbox'")) break;
    }
    for (const key of ['ArrowDown', 'ArrowDown', 'Enter'] as const) await keyboard.press(key);
    await view.until(hasText('.card.is-open', 'e-27'));
    await keyboard.press('End');
    await view.until(hasText('.card.is-open', 'e-0'));
    expect(
      await view.evaluate(
        "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.textContent",
      ),
    ).toContain('e-0');
    await keyboard.press('Tab');
    expect(await view.text(':focus')).toBe('Close');
    for (let steps = 0; steps < 10; steps++) {
      await keyboard.press('Tab');
      if (await view.evaluate('document.activeElement.ariaExpanded !== null')) break;
    }
    await keyboard.press('Enter');
    await view.until("document.querySelector('.editor')");
    await keyboard.press('Escape');
    await view.until("!document.querySelector('.details')");
    expect(await view.evaluate('document.activeElement.role')).toBe('listbox');
  });
});
