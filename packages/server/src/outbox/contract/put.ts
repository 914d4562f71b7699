import { expect, it } from 'vitest';
import { toIds } from '../to-ids.js';
import { createEvent, type Fixture, toEventIds } from './fixture.js';

export function describePut(fixture: Fixture): void {
  it('accepts an event once: while it is pending, and after it was sent', async () => {
    const { outbox } = fixture;
    await outbox.put([createEvent('a')]);
    const events = ['a', 'b', 'b'].map((id) => createEvent(id));
    expect(await outbox.put(events)).toEqual(['duplicate', 'accepted', 'duplicate']);
    await outbox.confirm(toIds(await fixture.take()));
    expect(await outbox.put([createEvent('a')])).toEqual(['duplicate']);
    const others = [createEvent('a', { name: 'Purchase' }), createEvent('a', { pixelId: '2' })];
    expect(await outbox.put(others)).toEqual(['accepted', 'accepted']);
  });

  it('accepts again what was moved to another outbox and comes back, once', async () => {
    const { outbox } = fixture;
    await outbox.put([createEvent('a')]);
    const moved = await fixture.take();
    await outbox.confirm(toIds(moved), { moved: true });
    expect(await outbox.stats()).toMatchObject({ pending: 0 });
    expect(await outbox.put(moved)).toEqual(['accepted']);
    expect(await outbox.put(moved)).toEqual(['duplicate']);
    expect(toEventIds(await fixture.take())).toEqual(['a']);
  });

  it('lets server code replace what a page has put, and put again what a page has sent', async () => {
    const { outbox } = fixture;
    const page = createEvent('a', { json: '{"value":1}' });
    const server = createEvent('a', { source: 'server', json: '{"value":2}' });
    await outbox.put([page]);
    expect(await outbox.put([server])).toEqual(['accepted']);
    expect(await outbox.put([page, server])).toEqual(['duplicate', 'duplicate']);
    expect(await fixture.take()).toEqual([]);
    const taken = await fixture.take(10, 10_000, '1', 'server');
    expect(taken).toMatchObject([{ json: '{"value":2}' }]);
    await outbox.confirm(toIds(taken));
    expect(await outbox.put([page, server])).toEqual(['duplicate', 'duplicate']);
    expect(await outbox.stats()).toMatchObject({ pending: 0 });

    await outbox.put([createEvent('b')]);
    const leased = await fixture.take();
    expect(await outbox.put([createEvent('b', { source: 'server' })])).toEqual(['accepted']);
    await outbox.confirm(toIds(leased));
    expect(toEventIds(await fixture.take(10, 10_000, '1', 'server'))).toEqual(['b']);

    await outbox.put([createEvent('c')]);
    await outbox.confirm(toIds(await fixture.take()));
    expect(await outbox.put([createEvent('c', { source: 'server' })])).toEqual(['accepted']);
    expect(await outbox.put([createEvent('c', { source: 'server' }), createEvent('c')])).toEqual([
      'duplicate',
      'duplicate',
    ]);
    expect(toEventIds(await fixture.take(10, 10_000, '1', 'server'))).toEqual(['c']);
  });

  it('tells that it can store an event, and stores none', async () => {
    const { outbox } = fixture;
    await outbox.checkWritable();
    expect(await outbox.stats()).toMatchObject({ pending: 0, held: 0, deadLetters: 0 });
  });

  it('accepts again what was set aside', async () => {
    const { outbox } = fixture;
    await outbox.put([createEvent('a')]);
    await outbox.setAside(toIds(await fixture.take()), { reason: 'refused' });
    expect(await outbox.put([createEvent('a')])).toEqual(['accepted']);
  });
}
