import { expect, it } from 'vitest';
import type { Lane } from '../lanes.js';
import type { Outbox } from '../outbox.js';
import { toIds } from '../to-ids.js';
import { createEvent, type Fixture } from './fixture.js';
import type { ContractBounds, ContractSetup } from './setup.js';

export function describeBounds({ now }: Fixture, { createBounded }: ContractSetup): void {
  const full = { name: 'OutboxError', code: 'full' };
  const open = async (bounds: ContractBounds, run: (outbox: Outbox) => Promise<void>): Promise<void> => {
    const outbox = (await createBounded?.(bounds, now)) as Outbox;
    try {
      await run(outbox);
    } finally {
      await outbox.close();
    }
  };
  const drain = async (outbox: Outbox, lane: Lane = 'page') =>
    outbox.confirm(toIds(await outbox.take('1', 100, 10_000, { lane })));

  it.runIf(createBounded)('stores events together or not at all, and has space again when some are sent', () =>
    open({ maxPending: 4, pageShare: 1 }, async (outbox) => {
      await outbox.put(['a', 'b', 'c'].map((id) => createEvent(id)));
      await expect(outbox.put(['d', 'e'].map((id) => createEvent(id)))).rejects.toMatchObject(full);
      expect(await outbox.stats()).toMatchObject({ pending: 3 });
      await outbox.put([createEvent('d')]);
      await expect(outbox.checkWritable()).rejects.toMatchObject(full);
      expect(await outbox.put([])).toEqual([]);
      await drain(outbox);
      await outbox.checkWritable();
      expect(await outbox.put(['e', 'f'].map((id) => createEvent(id)))).toEqual(['accepted', 'accepted']);
    }),
  );

  it.runIf(createBounded)('lets pages fill a share of it, and server code all', () =>
    open({ maxPending: 4, pageShare: 0.5 }, async (outbox) => {
      await outbox.put(['a', 'b'].map((id) => createEvent(id)));
      await expect(outbox.put([createEvent('c')])).rejects.toMatchObject(full);
      await expect(outbox.put([createEvent('c', { source: 'sdk' })])).rejects.toMatchObject(full);
      await expect(outbox.checkWritable()).rejects.toMatchObject(full);
      await outbox.put(['c', 'd'].map((id) => createEvent(id, { source: 'server' })));
      await expect(outbox.put([createEvent('e', { source: 'server' })])).rejects.toMatchObject(full);
      await drain(outbox, 'server');
      await drain(outbox);
      expect(await outbox.put([createEvent('e')])).toEqual(['accepted']);
    }),
  );

  it.runIf(createBounded)('is bounded by bytes too', () =>
    open({ maxBytes: 400_000, pageShare: 1 }, async (outbox) => {
      const large = (id: string) => createEvent(id, { json: JSON.stringify({ id, text: 'x'.repeat(50_000) }) });
      await outbox.put(['a', 'b', 'c', 'd'].map(large));
      await expect(outbox.put(['e', 'f', 'g', 'h'].map(large))).rejects.toMatchObject(full);
      expect(await outbox.stats()).toMatchObject({ pending: 4 });
      await outbox.put(['e', 'f'].map(large));
      await drain(outbox);
      await outbox.put(['g', 'h', 'i', 'j'].map(large));
    }),
  );
}
