import { expect, it } from 'vitest';
import { byBoth, describeFixture } from '../support/fixture.js';
import { minuteLater } from '../support/minute-later.js';

describeFixture('a purchase', (fixture) => {
  const order = `twinbeam.track('Order Completed', { order_id: 'A7', revenue: 10, currency: 'EUR' })`;
  const thanks = () => `${fixture.server.twinbeam.scriptTag({ pageViews: false })}<script>${order}</script>`;

  it('is sent once, though its page is reloaded, revisited and opened in another tab', async () => {
    await fixture.open(thanks(), { path: '/thanks' });
    expect(await fixture.arrivedNames()).toEqual(byBoth('Purchase'));
    const sent = fixture.server.posts.length;
    await fixture.session.page.reload();
    await fixture.open(thanks(), { path: '/thanks' });
    const tab = await fixture.session.openTab();
    await fixture.open(thanks(), { path: '/thanks', page: tab });
    expect(await fixture.evaluate(order, tab)).toBe('purchase.A7');
    expect(await fixture.arrivedNames(tab)).toEqual(byBoth('Purchase'));
    const later = fixture.server.posts.slice(sent).flatMap(({ messages }) => messages.map(({ event }) => event));
    expect(later).toEqual([expect.stringMatching(/^Last/)]);
  });

  it('of another order, or by an id of its own, is another', async () => {
    await fixture.open(thanks());
    await fixture.evaluate(`twinbeam.track('Purchase', { order_id: 'A8', revenue: 1 })`);
    for (let time = 0; time < 2; time++)
      await fixture.evaluate(`twinbeam.track('Purchase', { revenue: 1 }, { eventId: 'mine' })`);
    expect(await fixture.arrivedNames()).toEqual(byBoth('Purchase', 'Purchase', 'Purchase'));
  });

  it('from before the move away from fbq counts once, if it keeps its event id', async () => {
    const { sandbox, twinbeam } = fixture.server;
    const old = `<script async src="${sandbox.url}/en_US/fbevents.js"></script><script>
      window.fbq = function () { fbq.callMethod ? fbq.callMethod.apply(fbq, arguments) : fbq.queue.push(arguments); };
      Object.assign(fbq, { push: fbq, loaded: true, version: '2.0', queue: [] });
      fbq('init', '1234567890');
      fbq('track', 'Purchase', { value: 10, currency: 'EUR' }, { eventID: 'A7' });
    </script>`;
    await fixture.open(old, { path: '/thanks' });
    await expect.poll(() => fixture.server.names('browser')).toEqual(['Purchase']);
    const reloaded = `twinbeam.track('Purchase', { order_id: 'A7', value: 10, currency: 'EUR' }, { eventId: 'A7' })`;
    await fixture.open(`${twinbeam.scriptTag({ pageViews: false })}<script>${reloaded}</script>`, { path: '/thanks' });
    await twinbeam.track('Purchase', { order_id: 'A7', value: 10, currency: 'EUR' }, { eventId: 'A7', userId: 'u1' });
    await expect.poll(() => sandbox.summary().events.Purchase).toMatchObject({ browser: 2, paired: 1, counted: 1 });
  });

  it('without an id is sent each time: nothing tells one from the other', async () => {
    await fixture.open(fixture.server.twinbeam.scriptTag({ pageViews: false }));
    for (let time = 0; time < 2; time++) await fixture.evaluate(`twinbeam.track('Purchase', { revenue: 1 })`);
    expect(await fixture.arrivedNames()).toEqual(byBoth('Purchase', 'Purchase'));
  });

  it('that was refused may come again once it is mended', async () => {
    await fixture.open(fixture.server.twinbeam.scriptTag({ pageViews: false }));
    await fixture.evaluate(`twinbeam.track('Purchase', { order_id: 'A9' })`);
    await expect.poll(() => fixture.server.posts.length).toBe(1);
    expect(await fixture.arrivedNames()).toEqual(byBoth());
    await fixture.evaluate(`twinbeam.track('Purchase', { order_id: 'A9', revenue: 5 })`);
    expect(await fixture.arrivedNames()).toEqual(byBoth('Purchase'));
  });

  it('that only the server has refused may come again too', async () => {
    await fixture.open(fixture.server.twinbeam.scriptTag({ pageViews: false }));
    const act = (currency: string) =>
      fixture.evaluate(
        `twinbeam.track('Purchase', { order_id: 'A9', revenue: 5, currency: '${currency}' }), twinbeam.flush()`,
      );
    await act('ABC');
    await act('EUR');
    await act('EUR');
    expect((await fixture.arrivedNames()).server).toEqual(['Purchase']);
  });

  it('of which the server’s address knew nothing for a moment is repeated by the page that follows', async () => {
    fixture.server.break('/twin/collect', (_req, res) => void res.sendStatus(404));
    fixture.server.break('/en_US/fbevents.js', (_req, res) => void res.sendStatus(404));
    await fixture.open(thanks(), { path: '/thanks' });
    await expect.poll(() => fixture.server.posts[0]?.status).toBe(404);
    await fixture.evaluate('twinbeam.flush()');
    fixture.server.mend();
    await fixture.open(`${minuteLater}${thanks()}`, { path: '/thanks' });
    await fixture.evaluate(`twinbeam.track('Contact')`);
    await expect.poll(() => fixture.server.names('server')).toContain('Purchase');
  });

  it('by a rule of the site is one too', async () => {
    await fixture.restart({ eventMapping: { Bestellt: 'Order Completed' } });
    await fixture.open(fixture.server.twinbeam.scriptTag({ pageViews: false }));
    const act = `twinbeam.track('bestellt', { order_id: 3, revenue: 10 })`;
    expect([await fixture.evaluate(act), await fixture.evaluate(act)]).toEqual(['purchase.3', 'purchase.3']);
    expect(await fixture.arrivedNames()).toEqual(byBoth('Purchase'));
  });
});
