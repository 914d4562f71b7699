import { expect, it } from 'vitest';
import { minuteLater } from './support/minute-later.js';
import { byBoth, describeStage } from './support/stage.js';

describeStage('a purchase', (stage) => {
  const order = `twinbeam.track('Order Completed', { order_id: 'A7', revenue: 10, currency: 'EUR' })`;
  const thanks = () => `${stage.site.twinbeam.scriptTag({ pageViews: false })}<script>id = ${order}</script>`;

  it('is sent once, though its page is reloaded, revisited and opened in another tab', async () => {
    await stage.open(thanks(), { path: '/thanks' });
    expect(await stage.reached()).toEqual(byBoth('Purchase'));
    const sent = stage.site.posts.length;
    await stage.visit.page.reload();
    await stage.open(thanks(), { path: '/thanks' });
    const tab = await stage.visit.open();
    await stage.open(thanks(), { path: '/thanks', page: tab });
    expect(await stage.run('id', tab)).toBe('purchase.A7');
    expect(await stage.run(order, tab)).toBe('purchase.A7');
    expect(await stage.reached(tab)).toEqual(byBoth('Purchase'));
    const later = stage.site.posts.slice(sent).flatMap(({ messages }) => messages.map(({ event }) => event));
    expect(later).toEqual([expect.stringMatching(/^Last/)]);
  });

  it('of another order, or by an id of its own, is another', async () => {
    await stage.open(thanks());
    await stage.run(`twinbeam.track('Purchase', { order_id: 'A8', revenue: 1 })`);
    for (let time = 0; time < 2; time++)
      await stage.run(`twinbeam.track('Purchase', { revenue: 1 }, { eventId: 'mine' })`);
    expect(await stage.reached()).toEqual(byBoth('Purchase', 'Purchase', 'Purchase'));
  });

  it('without an id is sent each time: nothing tells one from the other', async () => {
    await stage.open(stage.site.twinbeam.scriptTag({ pageViews: false }));
    for (let time = 0; time < 2; time++) await stage.run(`twinbeam.track('Purchase', { revenue: 1 })`);
    expect(await stage.reached()).toEqual(byBoth('Purchase', 'Purchase'));
  });

  it('that was refused may come again once it is mended', async () => {
    await stage.open(stage.site.twinbeam.scriptTag({ pageViews: false }));
    await stage.run(`twinbeam.track('Purchase', { order_id: 'A9' })`);
    await expect.poll(() => stage.site.posts.length).toBe(1);
    expect(await stage.reached()).toEqual(byBoth());
    await stage.run(`twinbeam.track('Purchase', { order_id: 'A9', revenue: 5 })`);
    expect(await stage.reached()).toEqual(byBoth('Purchase'));
  });

  it('that only the server has refused may come again too', async () => {
    await stage.open(stage.site.twinbeam.scriptTag({ pageViews: false }));
    const act = (currency: string) =>
      stage.run(
        `twinbeam.track('Purchase', { order_id: 'A9', revenue: 5, currency: '${currency}' }), twinbeam.flush()`,
      );
    await act('ABC');
    await act('EUR');
    await act('EUR');
    expect((await stage.reached()).server).toEqual(['Purchase']);
  });

  it('of which the server’s address knew nothing for a moment is repeated by the page that follows', async () => {
    stage.site.break('/twin/collect', (_req, res) => void res.sendStatus(404));
    stage.site.break('/en_US/fbevents.js', (_req, res) => void res.sendStatus(404));
    await stage.open(thanks(), { path: '/thanks' });
    await expect.poll(() => stage.site.posts[0]?.status).toBe(404);
    await stage.run('twinbeam.flush()');
    stage.site.mend();
    await stage.open(`${minuteLater}${thanks()}`, { path: '/thanks' });
    await stage.run(`twinbeam.track('Contact')`);
    await expect.poll(() => stage.site.names('server'), { timeout: 5_000 }).toContain('Purchase');
  });

  it('by a rule of the site is one too', async () => {
    await stage.rebuild({ eventMapping: { Bestellt: 'Order Completed' } });
    await stage.open(stage.site.twinbeam.scriptTag({ pageViews: false }));
    const act = `twinbeam.track('bestellt', { order_id: 3, revenue: 10 })`;
    expect([await stage.run(act), await stage.run(act)]).toEqual(['purchase.3', 'purchase.3']);
    expect(await stage.reached()).toEqual(byBoth('Purchase'));
  });
});
