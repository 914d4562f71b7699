import { expect, it } from 'vitest';
import { byBoth, describeInFastBrowsers } from '../support/fixture.js';

describeInFastBrowsers("the page's own fbq('consent')", (fixture) => {
  const tag = (...options: Parameters<typeof fixture.server.twinbeam.scriptTag>) =>
    fixture.server.twinbeam.scriptTag(...options);
  /** Meta's snippet on a site with its own pixel, and its first calls. */
  const snippet = (calls: string) =>
    `<script>!(function (w, d) {
      var n = (w.fbq = function () { n.callMethod ? n.callMethod.apply(n, arguments) : n.queue.push(arguments); });
      w._fbq = n; n.push = n; n.loaded = true; n.version = '2.0'; n.queue = [];
      var s = d.createElement('script'); s.async = true; s.src = '${fixture.server.sandbox.url}/en_US/fbevents.js'; d.head.append(s);
    })(window, document); ${calls} fbq('init', '999'); fbq('track', 'PageView');</script>`;
  const cookie = () => fixture.evaluate<string>(`document.cookie.match(/twinbeam_consent=([^;]*)/)?.[1] ?? ''`);
  const ownHits = () => fixture.server.received('browser').filter(({ pixelId }) => pixelId !== '999');
  /** Gives a page that must be silent the time to send. */
  const silent = async () => {
    await fixture.wait(700);
    expect([fixture.server.posts.flatMap(({ messages }) => messages), ownHits()]).toEqual([[], []]);
  };
  const bothLegs = (...names: string[]) =>
    expect
      .poll(() => [
        ownHits()
          .map(({ event_name }) => event_name)
          .sort(),
        fixture.server.names('server'),
      ])
      .toEqual([names, names]);

  const makeLate = (late: string) => {
    if (late === 'library') fixture.server.sandbox.break({ target: 'pixel', delayMs: 500, times: 1 });
    else fixture.server.break('/twin/t.js', (_req, _res, next) => void setTimeout(next, 500));
  };

  it.each([
    ['library', `fbq('consent', 'grant')`],
    ['script', `fbq('consent', 'grant')`],
    ['library', `twinbeam.consent('granted')`],
    ['script', `twinbeam.consent('granted')`],
  ])('that revokes before the %s has come makes both legs wait, until %s', async (late, grant) => {
    makeLate(late);
    await fixture.open(snippet(`fbq('consent', 'revoke');`) + tag());
    await fixture.evaluate(`twinbeam.track('Lead')`);
    await silent();
    expect(await fixture.evaluate('document.cookie')).toBe('');
    await fixture.evaluate(grant);
    await bothLegs('Lead', 'PageView');
    expect(await cookie()).toBe('granted');
  });

  it('that revokes before the script has come, and after the library has, stays in force in the library', async () => {
    await fixture.open(snippet(''));
    await expect.poll(() => fixture.server.received('browser').length).toBe(1);
    await fixture.evaluate(`fbq('consent', 'revoke')`);
    await fixture.evaluate(
      `void document.head.append(Object.assign(document.createElement('script'), { src: '/twin/t.js' }))`,
    );
    await expect.poll(() => fixture.server.names('server')).toEqual(['PageView']);
    await fixture.wait(300);
    expect(ownHits()).toEqual([]);
  });

  it.each(['library', 'script'])('that revokes and grants before the %s has come stops no leg', async (late) => {
    makeLate(late);
    await fixture.open(snippet(`fbq('consent', 'revoke'); fbq('consent', 'grant');`) + tag());
    await bothLegs('PageView');
  });

  it('that revokes during the visit makes both legs wait, on the next page too', async () => {
    await fixture.open(tag({ consent: 'granted' }));
    await bothLegs('PageView');
    fixture.server.sandbox.clear();
    fixture.server.posts.splice(0);
    await fixture.evaluate(`fbq('consent', 'revoke'), twinbeam.track('Lead')`);
    await silent();
    // The server's own events wait for the cookie.
    expect(await cookie()).toBe('pending');
    await fixture.open(tag(), { path: '/next' });
    await silent();
    await fixture.evaluate(
      `window.fbq = function () {}, twinbeam.track('Contact'), fbq('consent', 'grant'), window.fbq = undefined`,
    );
    await bothLegs('Contact', 'PageView');
    expect(await cookie()).toBe('granted');
  });

  it.each(['before', 'after'])(
    'that revokes in the task of an event, %s the first one, makes both legs wait',
    async (when) => {
      await fixture.open(snippet('') + tag({ pageViews: false }));
      const first = when === 'after' ? ['First'] : [];
      for (const name of first) await fixture.evaluate(`twinbeam.track('${name}')`);
      if (first[0]) await expect.poll(() => fixture.server.names('browser')).toContain('First');
      await fixture.evaluate(`twinbeam.track('Lead'), fbq('consent', 'revoke')`);
      await fixture.wait(700);
      await bothLegs(...first);
      await fixture.evaluate(`fbq('consent', 'grant')`);
      await bothLegs(...first, 'Lead');
    },
  );

  it.each([
    ['that the visitor has refused', 'granted', `twinbeam.consent('denied'), `, 'denied'],
    ['that the tag waits for', 'pending', '', ''],
  ] as const)('grants nothing %s', async (_what, consent, script, stored) => {
    await fixture.open(snippet(`fbq('consent', 'revoke');`) + tag({ consent }));
    await fixture.evaluate(`${script}fbq('consent', 'grant'), twinbeam.track('Lead')`);
    await silent();
    expect(await cookie()).toBe(stored);
  });

  it("takes the script's own calls back that wait for the library in the page's queue, and no others", async () => {
    makeLate('library');
    await fixture.open(
      `${snippet('')}${tag()}<script>twinbeam.ready(() => { twinbeam.track('Lead'); setTimeout(() => twinbeam.consent('denied')) })</script>`,
    );
    await fixture.wait(700);
    expect(ownHits()).toEqual([]);
    await fixture.evaluate(`twinbeam.consent('granted'), twinbeam.track('Contact')`);
    await expect.poll(() => ownHits().map(({ event_name }) => event_name)).toEqual(['Contact']);
  });

  it('is not what the script itself tells the Pixel', async () => {
    await fixture.open(snippet('') + tag());
    await fixture.evaluate(`twinbeam.consent('granted')`);
    expect((await fixture.arrivedNames()).server).toEqual(byBoth('PageView').server);
    await fixture.evaluate(`twinbeam.consent('pending'), twinbeam.track('Lead')`);
    expect(await cookie()).toBe('granted');
    await fixture.evaluate(`twinbeam.consent('granted')`);
    expect((await fixture.arrivedNames()).server).toEqual(byBoth('Lead', 'PageView').server);
  });
});
