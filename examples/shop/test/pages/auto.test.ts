import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { describeInFastBrowsers } from '../support/fixture.js';

const tag = '<script async src="/twin/t.js" data-page-views="off" data-auto="datalayer elements"></script>';
const boot = `'{"product_id":"boot","price":49.99,"currency":"EUR"}'`;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describeInFastBrowsers('a page with automatic events', (fixture) => {
  const open = async (body: string, head = tag) => {
    fixture.server.putPage('/', `<!doctype html><title>Shop</title>${head}<body>${body}</body>`);
    fixture.server.putPage('/next', '<!doctype html><title>Next</title>');
    await fixture.session.page.goto(fixture.server.url());
    if (head.includes('data-auto')) await fixture.session.page.waitForFunction('window.isWatched', { polling: 50 });
  };
  /** Sets `isWatched` when the script has wrapped the data layer. */
  const watched = `<script>
    window.dataLayer = window.dataLayer || [];
    const plainPush = dataLayer.push;
    const timer = setInterval(() => { if (dataLayer.push !== plainPush) { window.isWatched = true; clearInterval(timer); } }, 20);
  </script>`;
  const summary = () => fixture.server.sandbox.summary().events;
  const once = { browser: 1, server: 1, paired: 1, counted: 1 };
  const findData = (leg: 'browser' | 'server') => fixture.server.received(leg)[0]?.custom_data;
  /** Waits long enough for an event that must not come. */
  const settled = () => fixture.wait(500);

  describe('from the data layer', () => {
    it('sends what was pushed before it came and after, by both legs, counted once', async () => {
      await open(`<script>
        window.dataLayer = window.dataLayer || [];
        function gtag() { dataLayer.push(arguments); }
        gtag('event', 'purchase', {
          transaction_id: 'T-1', value: 99.98, currency: 'EUR',
          items: [{ item_id: 'boot', item_name: 'Boot', price: 49.99, quantity: 2 }],
        });
      </script>${watched}`);
      await fixture.session.page.evaluate(
        `dataLayer.push({ ecommerce: null }, { event: 'add_to_cart', ecommerce: { currency: 'EUR', items: [{ item_id: 'boot', price: 49.99 }] } })`,
      );
      await expect.poll(summary).toEqual({ Purchase: once, AddToCart: once });
      const purchase = fixture.server.received('server').find(({ event_name }) => event_name === 'Purchase');
      expect(purchase).toMatchObject({
        event_id: 'purchase.T-1',
        custom_data: {
          order_id: 'T-1',
          value: 99.98,
          currency: 'EUR',
          contents: [{ id: 'boot', quantity: 2, item_price: 49.99 }],
        },
      });
      expect(fixture.session.errors).toEqual([]);
    });

    it('waits for consent like any other call, and is gone when it is denied', async () => {
      const layer = `<script>window.dataLayer = [{ event: 'sign_up' }]</script>${watched}`;
      await open(layer, tag.replace('data-auto', 'data-consent="pending" data-auto'));
      await settled();
      expect([fixture.server.posts, summary()]).toEqual([[], {}]);
      await fixture.session.page.evaluate(`twinbeam.consent('granted')`);
      await expect.poll(summary).toEqual({ CompleteRegistration: once });
      await fixture.session.page.evaluate(`twinbeam.consent('denied'); dataLayer.push({ event: 'generate_lead' })`);
      await settled();
      expect(fixture.server.names('server')).toEqual(['CompleteRegistration']);
    });

    it('sends what the data layer tells of the visitor, with events from before it too', async () => {
      await open(
        `<script>
          window.dataLayer = window.dataLayer || [];
          function gtag() { dataLayer.push(arguments); }
          gtag('event', 'sign_up', {});
          gtag('set', 'user_data', { email: ' Ada@Example.com', phone_number: '+44 20 7946 0958' });
        </script>${watched}`,
        tag.replace('datalayer', 'datalayer user-data'),
      );
      await fixture.evaluate(
        `dataLayer.push({ event: 'generate_lead', user_id: 'u1', user_data: { address: { first_name: 'Ada', postal_code: 'SW1A 1AA' } } })`,
      );
      await expect.poll(summary).toEqual({ CompleteRegistration: once, Lead: once });
      const hashes = { em: sha256('ada@example.com'), ph: sha256('442079460958') };
      const more = { ...hashes, external_id: sha256('u1'), fn: sha256('ada'), zp: sha256('sw1a1aa') };
      const findUserData = (leg: 'browser' | 'server', name: string) =>
        fixture.server.received(leg).find(({ event_name }) => event_name === name)?.user_data;
      for (const leg of ['browser', 'server'] as const) {
        expect(findUserData(leg, 'CompleteRegistration')).toMatchObject(hashes);
        expect(findUserData(leg, 'Lead')).toMatchObject(more);
      }
      expect(fixture.session.errors).toEqual([]);
    });

    it('sends nothing of the visitor where only events are asked for', async () => {
      await open(
        `<script>window.dataLayer = [{ event: 'sign_up', user_data: { email: 'ada@example.com' } }]</script>${watched}`,
      );
      await expect.poll(summary).toEqual({ CompleteRegistration: once });
      expect(fixture.server.received('server')[0]?.user_data).not.toHaveProperty('em');
    });

    it('sends an event of the site itself that the settings name, as the event that they lead to', async () => {
      await fixture.restart({ eventMapping: { newsletter_signup: 'Lead', order_placed: 'Purchase' } });
      await open(`<script>
        window.dataLayer = [{ event: 'newsletter_signup', form: 'footer', user_id: 'u1', 'gtm.start': 1 }, { event: 'login' }];
      </script>${watched}`);
      await fixture.evaluate(`dataLayer.push({ event: 'order_placed', 'gtm.element': document.body, ecommerce: {
        transaction_id: 'T-2', value: 49.99, currency: 'EUR', items: [{ item_id: 'boot', price: 49.99 }],
      } })`);
      await expect.poll(summary).toEqual({ Lead: once, Purchase: once });
      for (const leg of ['browser', 'server'] as const) {
        const find = (name: string) => fixture.server.received(leg).find(({ event_name }) => event_name === name);
        expect(find('Lead')?.custom_data).toEqual({ form: 'footer' });
        expect(find('Purchase')).toMatchObject({ event_id: 'purchase.T-2', custom_data: { content_ids: ['boot'] } });
      }
      expect(fixture.session.errors).toEqual([]);
    });

    it('sends nothing without data-auto', async () => {
      await open(
        `<script>window.dataLayer = [{ event: 'sign_up' }]</script><button data-twinbeam-event="Lead">x</button>`,
        '<script async src="/twin/t.js" data-page-views="off"></script>',
      );
      await settled();
      await fixture.session.page.click('button');
      await settled();
      expect([fixture.server.posts, summary()]).toEqual([[], {}]);
    });
  });

  describe('from its elements', () => {
    it('sends a click, wherever it hits, though the page stops it', async () => {
      await open(`${watched}
        <button data-twinbeam-event="Product Added" data-twinbeam-properties=${boot}><span>Add</span></button>
        <script>document.querySelector('span').onclick = (event) => event.stopImmediatePropagation();</script>`);
      await fixture.session.page.click('span');
      await expect.poll(summary).toEqual({ AddToCart: once });
      expect(findData('server')).toMatchObject({ content_ids: ['boot'], value: 49.99, currency: 'EUR' });
      expect(findData('browser')).toMatchObject({ content_ids: ['boot'] });
    });

    it('is found beside a library that has replaced Element and reduce, as Prototype has', async () => {
      await open(`${watched}<script>
        window.Element = function () {};
        Array.prototype.reduce = function () { return this[0]; };
        Array.from = (list) => [].slice.call(list);
      </script>`);
      await fixture.evaluate(
        `document.body.innerHTML = '<button data-twinbeam-event="Contact">x</button><p data-twinbeam-event="Seen">y</p>'`,
      );
      await fixture.evaluate(
        `dataLayer.push({ event: 'begin_checkout', items: [{ item_id: 'a', price: 5, quantity: 2 }] })`,
      );
      const names = () => fixture.server.names('server').sort();
      await expect.poll(names, { timeout: 5_000 }).toEqual(['InitiateCheckout', 'Seen']);
      const checkout = fixture.server.received('server').find(({ event_name }) => event_name === 'InitiateCheckout');
      expect(checkout?.custom_data).toMatchObject({ value: 10 });
      await fixture.session.page.click('button');
      await expect.poll(names, { timeout: 5_000 }).toEqual(['Contact', 'InitiateCheckout', 'Seen']);
    });

    it('sends the click of a link that leaves the page, by its server', async () => {
      await open(`${watched}<a href="/next" data-twinbeam-event="Contact">Next</a>`);
      await Promise.all([fixture.session.page.waitForNavigation(), fixture.session.page.click('a')]);
      await expect.poll(() => fixture.server.names('server')).toEqual(['Contact']);
    });

    it('sends a click on a label once, though it clicks the control of the label too', async () => {
      await open(`${watched}
        <div data-twinbeam-event="Area" data-twinbeam-on="click">
          <label data-twinbeam-event="Contact"><b>Call me</b><input type="checkbox" data-twinbeam-event="Chosen"></label>
        </div>
        <label data-twinbeam-event="Beside" for="other">Other</label><input type="checkbox" id="other">`);
      for (const selector of ['b', 'label input', 'label[for]']) await fixture.session.page.click(selector);
      await fixture.session.page.focus('label input');
      await fixture.session.page.keyboard.press(' ');
      const thrice = (name: string) => Array.from({ length: 3 }, () => name);
      const expected = [...thrice('Area'), 'Beside', ...thrice('Chosen'), ...thrice('Contact')];
      await expect.poll(() => fixture.server.names('server').sort()).toEqual(expected);
      await settled();
      expect(fixture.server.names('server')).toHaveLength(expected.length);
    });

    it('sends a form when it is submitted, not when it is clicked or cannot be', async () => {
      await open(`${watched}
        <form data-twinbeam-event="Lead"><input required><button>Send</button></form>
        <script>document.forms[0].onsubmit = (event) => event.preventDefault();</script>`);
      await fixture.session.page.click('button');
      await settled();
      expect(summary()).toEqual({});
      await fixture.session.page.type('input', 'x');
      await fixture.session.page.keyboard.press('Enter');
      await expect.poll(summary).toEqual({ Lead: once });
    });

    it('sends a form whose fields, on a page whose elements, have the names of methods', async () => {
      await open(`<img name="addEventListener" alt=""><img name="querySelectorAll" alt="">${watched}
        <form data-twinbeam-event="Lead"><input name="matches"><input name="getAttribute"><input name="nodeType"><button>Send</button></form>
        <p data-twinbeam-event="Seen">x</p>
        <script>document.forms[0].onsubmit = (event) => event.preventDefault();</script>`);
      await fixture.session.page.click('button');
      // Meta's library may fail at such an element.
      await expect.poll(() => fixture.server.names('server')).toEqual(['Lead', 'Seen']);
      expect(fixture.session.warnings).toEqual([]);
    });

    it('takes the trigger that an element names', async () => {
      await open(`${watched}<div data-twinbeam-event="Schedule" data-twinbeam-on="click">x</div>`);
      await settled();
      expect(summary()).toEqual({});
      await fixture.session.page.click('div');
      await expect.poll(summary).toEqual({ Schedule: once });
    });

    it('sends what is seen, once, and not before', async () => {
      await open(`${watched}
        <div style="height: 300vh"></div>
        <section data-twinbeam-event="Product Viewed" data-twinbeam-properties=${boot} style="height: 200px">Boot</section>
        <div style="height: 300vh"></div>`);
      await settled();
      expect(summary()).toEqual({});
      const scroll = (selector: string) =>
        fixture.session.page.evaluate(`document.querySelector('${selector}').scrollIntoView()`);
      await scroll('section');
      await expect.poll(summary).toEqual({ ViewContent: once });
      await scroll('div');
      await settled();
      await scroll('section');
      await settled();
      expect(summary()).toEqual({ ViewContent: once });
    });

    it('sends what comes later, is larger than the window, or is used again for something else', async () => {
      await open(watched);
      await fixture.session.page.evaluate(`
        document.body.innerHTML = '<main><article data-twinbeam-event="First" style="height: 2000vh"></article></main>'`);
      await expect.poll(() => fixture.server.names('server')).toEqual(['First']);
      await fixture.session.page.evaluate(`document.querySelector('article').dataset.twinbeamEvent = 'Second'`);
      await expect.poll(() => fixture.server.names('server')).toEqual(['First', 'Second']);
    });

    it('sends clicks and submits inside of open shadow roots, slots too, once', async () => {
      await open(`${watched}
        <x-shop></x-shop><x-slot><form id="slotted" data-twinbeam-event="Subscribe"><button>s</button></form></x-slot>
        <script>
          addEventListener('submit', (event) => event.preventDefault(), true);
          for (const [name, html] of [
            ['x-shop', '<button data-twinbeam-event="Contact">c</button><form data-twinbeam-event="Lead"><input></form>'],
            ['x-slot', '<slot></slot>'],
          ]) {
            const root = document.querySelector(name).attachShadow({ mode: 'open' });
            root.innerHTML = html;
            root.addEventListener('submit', (event) => event.preventDefault());
          }
        </script>`);
      await fixture.session.page.click('x-shop >>> button');
      await fixture.session.page.focus('x-shop >>> input');
      await fixture.session.page.keyboard.press('Enter');
      await fixture.session.page.click('#slotted button');
      await expect.poll(() => fixture.server.names('server')).toEqual(['Contact', 'Lead', 'Subscribe']);
      await settled();
      expect(fixture.server.names('server')).toHaveLength(3);
    });

    it('says once what is wrong with an element, and sends nothing for it', async () => {
      await open(`${watched}
        <button id="a" data-twinbeam-event="Lead" data-twinbeam-properties="{price: 1}">a</button>
        <button id="b" data-twinbeam-event="Lead" data-twinbeam-on="hover">b</button>
        <button id="c" data-twinbeam-event="Lead" data-twinbeam-properties='["x"]'>c</button>`);
      for (const id of ['a', 'a', 'b', 'c']) await fixture.session.page.click(`#${id}`);
      await settled();
      expect([summary(), fixture.session.errors]).toEqual([{}, []]);
      const told = fixture.session.warnings.filter((text) => text.startsWith('Twinbeam'));
      expect(told).toEqual([
        expect.stringContaining('data-twinbeam-properties must be a JSON object'),
        expect.stringContaining('data-twinbeam-on must be click, submit, visible: not "hover"'),
        expect.stringContaining('data-twinbeam-properties must be a JSON object'),
      ]);
    });
  });
});
