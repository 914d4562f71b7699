import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { byBoth, describeInFastBrowsers } from '../support/fixture.js';

describeInFastBrowsers('the script on a page', (fixture) => {
  const tag: typeof fixture.server.twinbeam.scriptTag = (options) => fixture.server.twinbeam.scriptTag(options);
  /** Waits until this many events have arrived on each leg, and long enough for one that must not arrive. */
  const untilArrived = async (count: number) => {
    for (const leg of ['browser', 'server'] as const) {
      await expect.poll(() => fixture.server.received(leg).length).toBeGreaterThanOrEqual(count);
    }
    await fixture.wait(150);
  };

  it('needs nothing but its tag', async () => {
    await fixture.open('<script async src="/twin/t.js"></script>');
    await untilArrived(1);
    expect(fixture.server.sandbox.summary().events).toEqual({
      PageView: { browser: 1, server: 1, paired: 1, counted: 1 },
    });
  });

  it('counts page views only when it should', async () => {
    await fixture.open(`${tag().replace('src=', 'data-page-views="off" src=')}<script>twinbeam.track('Lead')</script>`);
    expect(await fixture.arrivedNames()).toEqual(byBoth('Lead'));
  });

  it('takes calls before it has loaded, and knows the visitor before the first of them', async () => {
    await fixture.open(`${tag()}<script>
      window.ids = [twinbeam.page('Home'), twinbeam.track('Lead', { a: 1 }), twinbeam.track('Purchase', { order_id: 9, revenue: 1 }), twinbeam.track('X', { event_id: 'own' })];
      twinbeam.identify('u1', { email: 'ada@example.com' });
      twinbeam.ready(() => { window.isReady = true; });
    </script>`);
    await untilArrived(5);
    const view = fixture.server.posts[0]?.messages[0]?.messageId;
    const [page, lead, purchase, own] = await fixture.evaluate<(string | null)[]>('window.ids');
    // The settings decide whether an order makes a purchase, so the stub leaves the id to the script.
    expect(purchase ?? undefined).toBeUndefined();
    for (const leg of ['browser', 'server'] as const) {
      const tracked = fixture.server
        .received(leg)
        .map(({ event_id }) => event_id)
        .filter((id) => id !== view);
      // Hits may overtake each other.
      expect([leg, tracked.sort()]).toEqual([leg, [page, lead, 'purchase.9', 'own'].sort()]);
    }
    expect(own).toBe('own');
    expect(fixture.server.received('browser').every(({ user_data }) => typeof user_data.em === 'string')).toBe(true);
    expect(await fixture.evaluate('window.isReady')).toBe(true);
  });

  it('maps by the rules of the site on both legs', async () => {
    await fixture.restart({ eventMapping: { 'Trial Began': 'StartTrial' } });
    await fixture.open(`${tag({ pageViews: false })}<script>twinbeam.track('trial began', { value: 3 })</script>`);
    await untilArrived(1);
    expect(fixture.server.sandbox.summary().events).toEqual({
      StartTrial: { browser: 1, server: 1, paired: 1, counted: 1 },
    });
  });

  it('makes all queued calls but those that there are none of', async () => {
    await fixture.open(
      `${tag()}<script>twinbeam.q.unshift(['group', ['g']], [], ['track']); twinbeam.track('Lead')</script>`,
    );
    expect(await fixture.arrivedNames()).toEqual(byBoth('Lead', 'PageView'));
    expect(fixture.session.errors).toEqual([]);
  });

  it('may be inserted by a tag manager, and be called by another tag of it at once', async () => {
    const docs = readFileSync(new URL('../../../../docs/frameworks.md', import.meta.url), 'utf8');
    const [, lead = ''] = /## Google Tag Manager[\s\S]*?```html\n([\s\S]*?)```/.exec(docs) ?? [];
    await fixture.open('<body></body>');
    // Scripts in inserted HTML run only if their elements are created again.
    await fixture.evaluate(`for (const html of ${JSON.stringify([tag(), lead]).replaceAll('<', '\\u003c')}) {
      const inserted = document.createElement('div');
      inserted.innerHTML = html;
      for (const { textContent, attributes } of inserted.querySelectorAll('script')) {
        const script = document.createElement('script');
        for (const { name, value } of attributes) script.setAttribute(name, value);
        script.textContent = textContent;
        document.body.append(script);
      }
    }`);
    expect(await fixture.arrivedNames()).toEqual(byBoth('Lead', 'PageView'));
  });

  it('waits for consent where a tag manager inserts it as the documentation says', async () => {
    const docs = readFileSync(new URL('../../../../docs/frameworks.md', import.meta.url), 'utf8');
    const section = /## Google Tag Manager[\s\S]*?\n## /.exec(docs)?.[0] ?? '';
    const loaders = [...section.matchAll(/```html\n([\s\S]*?)```/g)].map(([, html = '']) => html).slice(1);
    await fixture.open('<body></body>');
    // A tag manager removes the attributes that it does not know.
    await fixture.evaluate(`for (const html of ${JSON.stringify([tag(), ...loaders]).replaceAll('<', '\\u003c')}) {
      const inserted = document.createElement('div');
      inserted.innerHTML = html;
      for (const { textContent } of inserted.querySelectorAll('script:not([src])')) {
        document.body.append(Object.assign(document.createElement('script'), { textContent }));
      }
    }`);
    await expect.poll(() => fixture.evaluate('typeof twinbeam.on')).toBe('function');
    await fixture.wait();
    expect([loaders.length, fixture.server.posts, await fixture.evaluate('document.cookie')]).toEqual([1, [], '']);
    await fixture.evaluate(`twinbeam.consent('granted')`);
    expect(await fixture.arrivedNames()).toEqual(byBoth('PageView'));
  });

  it('takes calls at once on a page whose lines a minifier has joined', async () => {
    await fixture.open(`${tag({ pageViews: false }).replace(/\s+/g, ' ')}<script>twinbeam.track('Lead')</script>`);
    expect(await fixture.arrivedNames()).toEqual(byBoth('Lead'));
    expect(fixture.session.errors).toEqual([]);
  });

  it('has nothing in its tag that engines of templates replace', () => {
    expect(tag({ nonce: 'abc', auto: ['datalayer'] })).not.toMatch(/\$\{|\{\{|\{%|\{#|#\{|<%|<\?|\[\[/);
  });

  it('is the same tracker for who kept the stub, and runs once when it stands there twice', async () => {
    await fixture.open(`${tag()}<script>window.kept = window.twinbeam</script><script src="/twin/t.js"></script>`);
    await fixture.evaluate('window.kept.track("Lead")');
    expect(await fixture.arrivedNames()).toEqual(byBoth('Lead', 'PageView'));
  });

  it('gives each visit to a cached page ids of its own', async () => {
    for (let visit = 0; visit < 2; visit++) {
      await fixture.open(tag());
      // A page that is left before Meta's library has loaded has sent its page view only on the server leg.
      await untilArrived(visit + 1);
    }
    expect(new Set(fixture.server.received('browser').map(({ event_id }) => event_id)).size).toBe(2);
  });
});
