import axe from 'axe-core';
import { expect, it } from 'vitest';
import { describeFixture } from '../support/fixture.js';

/** Every page of the demo shop, for everyone: on a phone, in the dark, by a screen reader. */

describeFixture(
  'the pages of the shop',
  (fixture) => {
    /** Returns the paths of all pages, with something in the cart, and orders of each state. */
    const preparePages = async () => {
      await fixture.session.page.goto(fixture.server.url('/'));
      const post = (path: string, form: Record<string, string>) =>
        fixture.evaluate<string>(
          `fetch('${path}', { method: 'POST', body: new URLSearchParams(${JSON.stringify(form)}) }).then(({ url }) => new URL(url).pathname)`,
        );
      const fillCart = async () => {
        for (const product of ['boot-pink', 'lamp-bike']) await post('/cart', { product });
      };
      await fillCart();
      const thanks = await post('/orders', { payment: 'invoice' });
      await fillCart();
      const card = await post('/orders', { payment: 'card' });
      await fillCart();
      await post('/wishlist', { product: 'coat-wool' });
      const products = ['/', '/search?q=boots', '/search?q=submarines', '/products/boot-pink', '/wishlist'];
      const orders = ['/cart', '/checkout', '/payment', card, card.replace('card', 'thanks'), thanks];
      return [...products, ...orders, '/sign-up', '/account', '/missing'];
    };

    // WebKitGTK has no window this narrow, and Firefox cannot be told the scheme; axe-core needs one browser.
    const itInChromium = it.skipIf(fixture.browser !== 'chromium');
    itInChromium.each([
      ['light', 1280],
      ['light', 320],
      ['dark', 1280],
      ['dark', 320],
    ])(
      'have no fault of accessibility by axe-core, and nothing that is cut off: %s, %d pixels',
      async (scheme, width) => {
        const { page } = fixture.session;
        await page.setViewport({ width, height: 640 });
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
        for (const path of await preparePages()) {
          await page.goto(fixture.server.url(path));
          await fixture.evaluate(axe.source);
          const faults = await fixture.evaluate<string[]>(
            'axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ": " + html)))',
          );
          const colours = await fixture.evaluate('getComputedStyle(document.documentElement).colorScheme');
          const isTooWide = await fixture.evaluate('document.documentElement.scrollWidth > innerWidth');
          expect([path, colours, faults, isTooWide]).toEqual([path, scheme, [], false]);
        }
      },
    );

    itInChromium('show all of the search field’s placeholder on a phone', async () => {
      const { page } = fixture.session;
      await page.setViewport({ width: 375, height: 667 });
      await page.goto(fixture.server.url('/'));
      await fixture.evaluate(`(() => {
        const field = document.querySelector('input[type=search]');
        field.value = field.placeholder;
      })()`);
      const isCutOff =
        "(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)(document.querySelector('input[type=search]'))";
      expect(await fixture.evaluate(isCutOff)).toBe(false);
    });
  },
  { shop: true, consent: { required: true } },
);
