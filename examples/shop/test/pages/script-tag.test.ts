import { expect, it } from 'vitest';
import { byBoth, describeFixture } from '../support/fixture.js';

describeFixture('the script on a page', (fixture) => {
  const tag: typeof fixture.server.twinbeam.scriptTag = (options) => fixture.server.twinbeam.scriptTag(options);
  /** Waits until the events of the page have arrived, and those that must not come would have. */
  const settled = async () => {
    await fixture.wait(400);
    await fixture.server.twinbeam.flush();
  };

  it('needs nothing but its tag', async () => {
    await fixture.open('<script async src="/twin/t.js"></script>');
    await settled();
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
    await settled();
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
    await settled();
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

  it('is the same tracker for who kept the stub, and runs once when it stands there twice', async () => {
    await fixture.open(`${tag()}<script>window.kept = window.twinbeam</script><script src="/twin/t.js"></script>`);
    await fixture.evaluate('window.kept.track("Lead")');
    expect(await fixture.arrivedNames()).toEqual(byBoth('Lead', 'PageView'));
  });

  it('gives each visit to a cached page ids of its own', async () => {
    for (let visit = 0; visit < 2; visit++) {
      await fixture.open(tag());
      // A page that is left before Meta's library is there has sent its view by the server alone.
      await settled();
    }
    expect(new Set(fixture.server.received('browser').map(({ event_id }) => event_id)).size).toBe(2);
  });
});
