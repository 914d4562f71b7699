import { describe, expect, it } from 'vitest';
import { walkedEvents, walkThrough } from '../dist/walk.js';
import { describeFixture, type Fixture } from './support/fixture.js';
import { legsById, toHitData } from './support/legs-by-id.js';

const total = Object.values(walkedEvents).reduce((sum, count) => sum + count, 0);
const readCookie = async ({ session }: Fixture, name: string) =>
  (await session.context.cookies()).find((cookie) => cookie.name === name);

describeFixture(
  'a walk through the shop',
  (fixture) => {
    const clickId = 'IwAR0-a.b_C7E2';
    // Firefox cancels the images of a page that is left, so a walk as fast as this one loses Pixel hits.
    const itUnlessFirefox = it.skipIf(fixture.browser === 'firefox');
    const walk = (options?: Parameters<typeof walkThrough>[2]) =>
      walkThrough(fixture.session.page, fixture.server.url(''), options);
    /** Waits until all events of the walk have arrived on this leg. */
    const arrived = (leg: 'browser' | 'server') =>
      expect.poll(() => fixture.server.received(leg).length, { timeout: 10_000 }).toBe(total);

    itUnlessFirefox(
      'sends every step by both legs, with one name, one id and the same data, counted once',
      async () => {
        await walk({ landing: `/?utm=x&fbclid=${encodeURIComponent(clickId)}` });
        await arrived('browser');
        await arrived('server');

        const { events } = fixture.server.sandbox.summary();
        const expected = Object.entries(walkedEvents).map(([name, count]) => [
          name,
          { browser: count, server: count, paired: count, counted: count },
        ]);
        expect(events).toEqual(Object.fromEntries(expected));

        const fbp = (await readCookie(fixture, '_fbp'))?.value;
        const fbc = (await readCookie(fixture, '_fbc'))?.value;
        expect(fbp).toMatch(/^fb\.0\.\d{13}\.\d+$/);
        expect(fbc?.split('.').slice(3).join('.')).toBe('IwAR0-a__DOT__b_C7E2');
        for (const [key, legs] of legsById(fixture.server.sandbox.events())) {
          const [hit] = legs.browser;
          const [sent] = legs.server;
          expect([key, hit?.custom_data]).toEqual([key, toHitData(sent?.custom_data ?? {})]);
          expect([key, hit?.user_data.fbp, hit?.user_data.fbc]).toEqual([key, fbp, fbc]);
          expect([key, sent?.user_data.fbp, sent?.user_data.fbc]).toEqual([key, fbp, fbc]);
          expect([key, sent?.warnings]).toEqual([key, []]);
        }
        expect(fixture.session.errors).toEqual([]);
      },
    );

    itUnlessFirefox('counts the purchase once, also when the thank-you page is reloaded three times', async () => {
      const { sandbox, twinbeam } = fixture.server;
      await walk();
      await arrived('browser');
      for (let reload = 1; reload <= 3; reload++) {
        const before = sandbox.events().length;
        await fixture.session.page.reload();
        await expect.poll(() => sandbox.events().length).toBeGreaterThan(before);
      }
      await fixture.wait();
      await twinbeam.flush();
      expect(sandbox.summary().events.Purchase).toMatchObject({ server: 1, paired: 1, counted: 1 });
      const purchases = sandbox.events().filter(({ event_name }) => event_name === 'Purchase');
      expect(new Set(purchases.map(({ event_id }) => event_id))).toEqual(
        new Set([expect.stringMatching(/^purchase\.TB-/)]),
      );
    });

    it('arrives by the server when the Pixel is blocked', async () => {
      fixture.server.sandbox.break({ target: 'pixel', cut: 'before' });
      await walk();
      await arrived('server');
      expect(fixture.server.received('browser')).toEqual([]);
      expect(fixture.session.errors).toEqual([]);
    });

    itUnlessFirefox('arrives by the Pixel when the server does not answer, and the page throws nothing', async () => {
      fixture.server.break('/twin/collect', (req) => req.socket.destroy());
      await walk();
      await arrived('browser');
      await fixture.server.twinbeam.flush();
      // The order itself is tracked by the shop's own code.
      expect(fixture.server.names('server')).toEqual(['Purchase']);
      expect(fixture.session.errors).toEqual([]);
    });

    it('arrives by both legs when the Pixel is slow', async () => {
      const { sandbox } = fixture.server;
      sandbox.break({ target: 'pixel', delayMs: 1_500, times: 1 });
      await fixture.session.page.goto(fixture.server.url(), { waitUntil: 'domcontentloaded' });
      await expect.poll(() => fixture.server.received('server').length).toBe(2);
      expect(fixture.server.received('browser')).toEqual([]);
      await expect
        .poll(() => sandbox.summary().events)
        .toMatchObject({
          PageView: { paired: 1, counted: 1 },
          ViewContent: { paired: 1, counted: 1 },
        });
    });

    itUnlessFirefox('does not wait for Meta', async () => {
      fixture.server.sandbox.break({ target: 'graph', delayMs: 60_000 });
      await walk();
      expect(await fixture.evaluate('document.querySelector("h1").textContent')).toBe('Thank you!');
      expect(fixture.server.received('server')).toEqual([]);
    });

    itUnlessFirefox("shows a visitor's e-mail and postal address to nobody but the shop", async () => {
      const email = 'grace.hopper+boots@example.com';
      const traffic: string[] = [];
      fixture.session.page.on('request', (request) => {
        const isOwn = request.url().startsWith(fixture.server.url(''));
        traffic.push(request.url(), isOwn ? '' : (request.postData() ?? ''));
      });
      await walk({ email });
      await arrived('browser');
      await arrived('server');
      const { sandbox, logged } = fixture.server;
      const everything = [...traffic, ...logged, JSON.stringify(sandbox.events())].join('\n');
      const decoded = decodeURIComponent(everything.replace(/%(?![0-9a-f]{2})/gi, ''));
      for (const personal of ['grace.hopper', 'Byron', 'Analytical', 'W1J']) {
        expect(decoded).not.toContain(personal);
        expect(everything).not.toContain(personal);
      }
      const withMail = fixture.server.received('server').filter(({ user_data }) => user_data.em);
      expect(withMail.length).toBeGreaterThan(4);
    });

    it('renews its cookies by the response of the server, with the same values', async () => {
      await fixture.session.page.goto(fixture.server.url());
      const before = await readCookie(fixture, '_fbp');
      await expect.poll(() => fixture.server.posts[0]?.status).toBe(202);
      await fixture.wait();
      const after = await readCookie(fixture, '_fbp');
      expect(before?.value).toMatch(/^fb\./);
      expect(after?.value).toBe(before?.value);
      expect(after?.httpOnly).toBe(false);
      expect((after?.expires ?? 0) - Date.now() / 1000).toBeGreaterThan(89 * 86_400);
    });

    describe("the sandbox's page", () => {
      it('shows both legs as they arrive, and event names as text', async () => {
        const { sandbox } = fixture.server;
        const watch = await fixture.session.openTab();
        const waitForText = (element: string, text: string) => watch.waitForSelector(`${element}::-p-text(${text})`);
        await watch.goto(sandbox.url);
        await waitForText('.live.on', 'Live');
        await fixture.session.page.goto(fixture.server.url());
        await watch.bringToFront();
        await waitForText('.card .state', 'Counted once');
        const name = '<img src=x onerror=alert(1)>';
        await fetch(`${sandbox.url}/tr/?${new URLSearchParams({ id: '1', ev: name })}`);
        await watch.waitForFunction((text) => document.querySelector('.card b')?.textContent === text, {}, name);
        await watch.locator('.actions button').click();
        await waitForText('.card-list', 'No events yet');
        expect(fixture.session.errors).toEqual([]);
      });
    });
  },
  { shop: true },
);
