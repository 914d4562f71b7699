import { mkdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeInFastBrowsers } from '../support/fixture.js';
import { metaSnippet } from '../support/meta-snippet.js';
import { toPolicy } from '../support/policy.js';

/** The shadow root of the overlay. */
const root = "document.querySelector('twinbeam-debug').shadowRoot";

describeInFastBrowsers('the overlay of the debug mode', (fixture) => {
  const evaluate = <Value>(expression: string) => fixture.evaluate<Value>(expression);
  const text = (selector: string) =>
    evaluate<string>(`[...${root}.querySelectorAll('${selector}')].map((one) => one.textContent).join(' | ')`);
  const click = (button: string) =>
    evaluate(`[...${root}.querySelectorAll('button')].find((one) => one.textContent === '${button}').click()`);
  const open = async (body = '') => {
    await fixture.open(
      `${fixture.server.twinbeam.scriptTag({ nonce: 'abc' })}<style nonce="abc">h2, button { color: red !important; font-size: 60px }</style>
       <h1>Shop</h1><main><button id="add" class="primary">Add to cart</button><a href="/next">Next</a>${body}</main>`,
      {
        path: '/?twinbeam_debug',
        headers: {
          'content-security-policy': `${toPolicy(
            fixture.server.twinbeam.contentSecurityPolicy({ nonce: 'abc', trustedTypes: true }),
          )}; style-src 'nonce-abc'`,
        },
      },
    );
    await fixture.session.page.waitForFunction("document.querySelector('twinbeam-debug')", { polling: 50 });
  };
  const shoot = async (name: string) => {
    const folder = process.env.TWINBEAM_PICTURES;
    // WebKit's driver hangs when it takes a screenshot.
    if (!folder || fixture.browser === 'webkit') return;
    mkdirSync(folder, { recursive: true });
    await fixture.session.page.screenshot({ path: `${folder}/${fixture.browser}-${name}.png` });
  };

  it('shows both legs of each event under a strict policy, in a style that is its own', async () => {
    await open();
    await evaluate(`twinbeam.identify('user-77', { email: 'ada@example.com' }); twinbeam.track('Lead')`);
    await expect.poll(() => text('details.good b')).toBe('Lead → Lead | page → PageView');
    expect(await text('details.good .legs')).toBe('Pixel ✓  Server ✓ | Pixel ✓  Server ✓');
    expect(await text('h2')).toBe('Twinbeam: 2 events');
    expect(await text('section > .body > dl')).toMatch(/Consentgranted.*_fbpwell-formed.*its library has loaded/);
    expect(await evaluate(`getComputedStyle(${root}.querySelector('h2')).fontSize`)).toBe('15px');
    expect(await evaluate(`getComputedStyle(${root}.querySelector('section')).position`)).toBe('fixed');
    const content = await evaluate<string>(`${root}.textContent`);
    for (const secret of ['ada@', 'user-77']) expect(content).not.toContain(secret);
    expect(fixture.session.errors).toEqual([]);
  });

  it('says what is wrong with an event, and follows consent', async () => {
    await open();
    await evaluate(`twinbeam.track('Order Completed', { currency: 'EUR' })`);
    await expect.poll(() => text('details.bad .verdict')).toMatch(/^NO LEG: 'properties\.revenue' is required/);
    expect(await text('details.bad dl')).not.toContain('Missing');
    expect(await text('details.bad dl')).toContain("error: 'properties.revenue' is required");
    expect(await text('h2')).toContain('1 not by both legs');
    const order = `twinbeam.track('Order Completed', { order_id: 7, revenue: 1 })`;
    await evaluate(`${order}, ${order}`);
    await expect.poll(() => text('details.repeated .verdict')).toContain('not sent again');
    await evaluate(`twinbeam.consent('pending'); twinbeam.track('Lead'); twinbeam.track('Contact')`);
    await expect.poll(() => text('h2')).toMatch(/, 2 events wait for consent$/);
    await evaluate(`twinbeam.consent('denied')`);
    await expect.poll(() => text('section > .body > dl')).toMatch(/Consentdenied.*\(a call of consent\(\)\)/);
    expect(await text('h2')).toMatch(/, consent denied$/);
  });

  it('shows what other scripts send to the pixel without our id', async () => {
    const printed: string[] = [];
    fixture.session.page.on('console', (line) => printed.push(`${line.type()} ${line.text()}`));
    const library = `${fixture.server.sandbox.url}/en_US/fbevents.js`;
    await fixture.open(
      `${metaSnippet(library, '1234567890')}${fixture.server.twinbeam.scriptTag({ debug: true })}
       <button onclick="fbq('track', 'Purchase', { value: 1, currency: 'EUR' }, { eventID: 'order-7' })">Buy</button>`,
    );
    const foreign = (state: string) => text(`details.foreign.${state} .verdict`);
    await expect
      .poll(() => foreign('bad'))
      .toBe('another script sent PageView to pixel 1234567890, without our id: Meta counts it twice');
    // A hit that is too long for a URL, of a name that the page does not track itself.
    await evaluate(`fbq('trackCustom', 'Quiz', { answers: 'x'.repeat(3000) })`);
    await expect.poll(() => foreign('bad')).toMatch(/^another script sent Quiz .* if your server sends it too, .* \| /);
    await evaluate(`document.querySelector('button').click()`);
    await expect.poll(() => foreign('warned')).toMatch(/sent Purchase .* with an id of its own: .* unless your server/);
    if (!fixture.isMetaLibrary) expect(await foreign('warned')).toContain('sent SubscribedButtonClick');
    // The tracker sends one of that name too.
    await evaluate(`twinbeam.track('Order Completed', { order_id: 7, revenue: 1 })`);
    await expect.poll(() => foreign('bad')).toContain('with an id of its own: Meta counts it twice');
    expect(await text('details:not(.foreign) b')).toBe('Order Completed → Purchase | page → PageView');
    expect(await text('section > .body > dl')).toContain('Pixel 1234567890another script has initialised it');
    expect(await text('h2')).toMatch(/^Twinbeam: 2 events, \d of other scripts$/);
    expect(printed).toContainEqual(
      expect.stringMatching(/^error Twinbeam {2}another script sent PageView .* Meta counts it twice$/),
    );
    await shoot('foreign');
    await fixture.session.page.setViewport({ width: 320, height: 640 });
    await evaluate(`${root}.querySelector('details.foreign').open = true`);
    await shoot('foreign-narrow');
  });

  it.each([
    ['another pixel', `fbq('trackSingle', '999', 'Lead')`],
    ['the pixel that the script keeps to itself', `fbq('track', 'Lead')`],
  ])('says nothing of what another script sends to %s', async (_pixel, call) => {
    await open();
    await expect.poll(() => text('details.good b')).toBe('page → PageView');
    await evaluate(`fbq('init', '999'); ${call}`);
    await expect
      .poll(() => fixture.server.received('browser').filter(({ pixelId }) => pixelId === '999'))
      .toHaveLength(1);
    await fixture.wait(100);
    expect(await text('details.foreign')).toBe('');
    expect(await text('section > .body > dl')).not.toContain('another script');
  });

  it('shows in another colour what `coexist` lets through', async () => {
    await fixture.restart({ pixels: [{ pixelId: '1234567890', accessToken: 'sandbox', coexist: true }] });
    await open();
    await expect.poll(() => text('details.good b')).toBe('page → PageView');
    await evaluate(`fbq('track', 'Lead')`);
    await expect.poll(() => text('details.foreign.warned .verdict')).toContain('coexist allows it');
    expect(await text('section > .body > dl')).not.toContain('another script');
  });

  it('gives the attribute of an element that is clicked, of which the page notices nothing', async () => {
    await open();
    await evaluate(
      "window.clicks = []; document.addEventListener('click', ({ target }) => clicks.push(target.localName), true)",
    );
    await click('Pick an element');
    expect(await evaluate(`${root}.querySelector('[aria-pressed=true]').textContent`)).toBe('Pick an element');
    const { x, y } = await evaluate<DOMRect>("document.querySelector('#add').getBoundingClientRect().toJSON()");
    await fixture.session.page.mouse.move(x + 9, y + 9);
    await fixture.session.page.mouse.click(x + 9, y + 9);
    await expect.poll(() => text('code')).toBe('button#add.primary');
    expect(await evaluate(`${root}.querySelector('textarea').value`)).toBe('data-twinbeam-event="Product Added"');
    await evaluate(`(() => {
      const input = ${root}.querySelector('input');
      input.value = 'Say "yes" & go';
      input.dispatchEvent(new Event('input'));
    })()`);
    const expected = 'data-twinbeam-event="Say &quot;yes&quot; &amp; go"';
    expect(await evaluate(`${root}.querySelector('textarea').value`)).toBe(expected);
    await evaluate(
      "Object.defineProperty(navigator.clipboard, 'writeText', { value: async (text) => { window.copied = text; } })",
    );
    await click('Copy');
    await expect.poll(() => evaluate('window.copied')).toBe(expected);
    expect(await evaluate<string[]>('[...new Set(clicks)]')).toEqual(['twinbeam-debug']);
    await shoot('picked');
  });

  it('is used by keyboard alone: picks, gives up, folds and closes', async () => {
    await open();
    const { keyboard } = fixture.session.page;
    const focus = (selector: string) => evaluate(`${root}.querySelector('${selector}').focus()`);
    await focus('button');
    await keyboard.press('Enter');
    await evaluate("document.querySelector('#add').focus()");
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await expect.poll(() => text('code')).toBe('a');
    expect(await evaluate('location.pathname')).toBe('/');
    await click('Pick an element');
    await keyboard.press('Escape');
    expect(await evaluate(`${root}.querySelector('.shield')`)).toBe(null);
    await focus('button:nth-of-type(2)');
    await keyboard.press('Enter');
    expect(await text('header button')).toContain('Unfold');
    await focus('button:nth-of-type(3)');
    await keyboard.press('Enter');
    expect(await evaluate("document.querySelector('twinbeam-debug')")).toBe(null);
    expect(fixture.session.errors).toEqual([]);
  });

  it('stays for the next pages of the tab, also after a refusal, until it is closed', async () => {
    const isOpenOn = async (path: string) => {
      await fixture.open(`${fixture.server.twinbeam.scriptTag()}<h1>Shop</h1>`, { path });
      await expect.poll(() => evaluate('!!twinbeam.dataset')).toBe(true);
      await fixture.wait(300);
      return evaluate<boolean>("!!document.querySelector('twinbeam-debug')");
    };
    expect(await isOpenOn('/before')).toBe(false);
    expect(await isOpenOn('/?twinbeam_debug')).toBe(true);
    await evaluate(`twinbeam.consent('denied')`);
    expect(await isOpenOn('/next')).toBe(true);
    await click('Close');
    expect(await isOpenOn('/last')).toBe(false);
    expect(fixture.session.errors).toEqual([]);
  });

  // WebKitGTK's windows cannot be as narrow.
  const itOnPhones = it.skipIf(fixture.browser === 'webkit');
  itOnPhones('is one line on a phone, which opens at a tap', async () => {
    const { page } = fixture.session;
    await page.setViewport({ width: 375, height: 667 });
    await open();
    await expect.poll(() => text('h2')).toBe('Twinbeam: 1 event');
    const find = (selector: string) =>
      evaluate<DOMRect>(`${root}.querySelector('${selector}').getBoundingClientRect().toJSON()`);
    const [panel, title, fold] = [await find('section'), await find('h2'), await find('button:nth-of-type(2)')];
    // The title has one line, and the buttons stand beside it.
    expect([panel.height < 60, title.height < 30, fold.top < title.bottom]).toEqual([true, true, true]);
    await page.mouse.click(title.left + 9, title.top + 9);
    expect((await find('.body')).height).toBeGreaterThan(100);
    expect(await text('header button')).toBe('Pick an element | Fold | Close');
  });

  itOnPhones.each(['light', 'dark'])('fits a phone, in %s', async (scheme) => {
    const { page } = fixture.session;
    await page.setViewport({ width: 320, height: 640 });
    // Firefox does not support this setting.
    if (fixture.browser === 'chromium') {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    }
    await open();
    await expect.poll(() => text('details.good b')).toBe('page → PageView');
    await click('Unfold');
    await evaluate(`${root}.querySelector('details').open = true`);
    await shoot(`phone-${scheme}`);
    const { left, right, top } = await evaluate<DOMRect>(
      `${root}.querySelector('section').getBoundingClientRect().toJSON()`,
    );
    expect([left >= 0, right <= 320, top >= 0]).toEqual([true, true, true]);
    expect(await evaluate('document.documentElement.scrollWidth <= 320')).toBe(true);
  });
});
