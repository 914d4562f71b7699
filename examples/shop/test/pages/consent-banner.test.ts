import { expect, it } from 'vitest';
import { byBoth, describeInFastBrowsers } from '../support/fixture.js';
import { createHttpVisitor } from '../support/http-visitor.js';

/** The banner of the demo shop: what reaches Meta before a decision, and after each. */

describeInFastBrowsers(
  'the banner of the shop',
  (fixture) => {
    const evaluate = <Value>(expression: string) => fixture.evaluate<Value>(expression);
    const isVisible = () => evaluate<boolean>("document.querySelector('.consent').checkVisibility()");
    const visit = async (path: string) => {
      await fixture.session.page.goto(fixture.server.url(path));
    };
    const click = (selector: string) => fixture.session.page.click(selector);
    const accept = () => click('.consent button[value=granted]');
    const reject = () => click('.consent button[value=denied]');
    /** Posts a form of the shop, as the page would. Returns the path that follows. */
    const post = (path: string, form: Record<string, string>) =>
      evaluate<string>(
        `fetch('${path}', { method: 'POST', body: new URLSearchParams(${JSON.stringify(form)}) }).then(({ url }) => new URL(url).pathname)`,
      );
    /** Buys something, and opens the thank-you page. */
    const buy = async () => {
      await post('/cart', { product: 'boot-pink' });
      await post('/checkout', { email: 'ada@example.com' });
      await visit(await post('/orders', { payment: 'invoice' }));
    };
    const silent = async () => {
      await fixture.wait();
      await fixture.server.twinbeam.flush();
      expect([fixture.server.posts, fixture.server.sandbox.events()]).toEqual([[], []]);
    };
    const traces = () =>
      evaluate<string[]>(
        '[document.cookie, ...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter(Boolean)',
      );

    it('is there until the visitor decides, and nothing is sent before, not even an order', async () => {
      await visit('/');
      expect(await isVisible()).toBe(true);
      await buy();
      expect(await evaluate("document.querySelector('h1').textContent")).toBe('Thank you!');
      expect(await isVisible()).toBe(true);
      await silent();
      expect(await traces()).toEqual([]);
    });

    it('sends what has waited in the page once it is accepted, and what follows at once', async () => {
      await visit('/');
      await buy();
      await accept();
      expect(await isVisible()).toBe(false);
      expect(await fixture.arrivedNames()).toEqual(byBoth('PageView', 'Purchase'));
      await visit('/products/boot-field');
      expect(await isVisible()).toBe(false);
      expect(await fixture.arrivedNames()).toEqual(byBoth('PageView', 'PageView', 'Purchase', 'ViewContent'));
      expect(fixture.session.errors).toEqual([]);
    });

    it('lets the order of the server through once it is accepted', async () => {
      await visit('/');
      await accept();
      await fixture.arrivedNames();
      // What the server alone reports: the thank-you page is not opened.
      await post('/cart', { product: 'boot-pink' });
      await post('/orders', { payment: 'invoice' });
      await expect.poll(() => fixture.server.names('server')).toContain('Purchase');
      expect(fixture.server.names('browser')).not.toContain('Purchase');
    });

    it('is gone after a refusal, and nothing is ever sent', async () => {
      await visit('/');
      await reject();
      expect(await isVisible()).toBe(false);
      await buy();
      expect(await isVisible()).toBe(false);
      await silent();
      expect(await traces()).toEqual(['twinbeam_consent=denied']);
    });

    it('comes back by the footer, and the decision can be changed', async () => {
      await visit('/');
      await accept();
      await fixture.arrivedNames();
      await click('#privacy-settings');
      expect(await isVisible()).toBe(true);
      expect(await evaluate('document.activeElement.id')).toBe('consent-title');
      expect(await evaluate("document.querySelector('.consent [aria-pressed=true]').textContent")).toBe('Accept');
      await reject();
      expect(await evaluate('document.activeElement.textContent')).toContain('You have rejected');
      fixture.server.sandbox.clear();
      fixture.server.posts.length = 0;
      await buy();
      await silent();

      await click('#privacy-settings');
      expect(await evaluate("document.querySelector('.consent [aria-pressed=true]').textContent")).toBe('Reject');
      await accept();
      await visit('/products/boot-field');
      expect(await fixture.arrivedNames()).toEqual(byBoth('PageView', 'ViewContent'));
      expect(fixture.session.errors).toEqual([]);
    });

    it('is the first that the keyboard reaches', async () => {
      await visit('/');
      const { keyboard } = fixture.session.page;
      await keyboard.press('Tab');
      expect(await evaluate('document.activeElement.value')).toBe('granted');
      await keyboard.press('Tab');
      await keyboard.press('Enter');
      expect(await evaluate('document.activeElement.textContent')).toContain('You have rejected');
    });

    it('does not ask where Global Privacy Control has refused, and not in a shop without consent', async () => {
      const read = async () => (await createHttpVisitor(fixture.server)('/')).text();
      expect(await read()).toMatch(/<section class="consent"[^>]*" >/);
      const response = await fetch(fixture.server.url('/'), { headers: { 'sec-gpc': '1' } });
      expect(await response.text()).toMatch(/<section class="consent"[^>]* hidden>.+aria-pressed="true">Reject/s);
      await fixture.restart({ shop: true });
      expect(await read()).not.toContain('class="consent"');
    });
  },
  { shop: true, consent: { required: true } },
);
