import { expect, it } from 'vitest';
import { selectLane } from '../lanes.js';
import type { Outbox, OutboxEvent } from '../outbox.js';
import { toIds } from '../to-ids.js';
import { createEvent, type Fixture } from './fixture.js';
import type { ContractSetup } from './setup.js';

const hour = 3_600_000;

/** Events that all processes together accept only once: events of server code, and purchases. */
const durable: [string, Partial<OutboxEvent>][] = [
  ['an event of server code', { source: 'server' }],
  ['a purchase of a page', { name: 'Purchase' }],
];

export function describeTakenOnce(fixture: Fixture, { share, reopen, realTime }: ContractSetup): void {
  const open = async (opening: ContractSetup['share'], run: (outbox: Outbox) => Promise<void>): Promise<void> => {
    const outbox = (await opening?.(fixture.now)) as Outbox;
    try {
      await run(outbox);
    } finally {
      await outbox.close();
    }
  };
  const send = async (outbox: Outbox, event: OutboxEvent): Promise<void> => {
    await outbox.confirm(toIds(await outbox.take('1', 10, 1_000, { lane: selectLane(event) })));
  };

  it.runIf(share).each(durable)('accepts %s once, though two processes put it at once', (_name, fields) =>
    open(share, async (other) => {
      const { outbox } = fixture;
      const events = Array.from({ length: 50 }, (_, index) => createEvent(`e${index}`, fields));
      const results = await Promise.all(events.flatMap((event) => [outbox.put([event]), other.put([event])]));
      const counts = { accepted: 0, duplicate: 0 };
      for (const [result = 'duplicate'] of results) counts[result]++;
      expect(counts).toEqual({ accepted: 50, duplicate: 50 });
      expect(await outbox.stats()).toMatchObject({ pending: 50 });
      expect(new Set(await other.put(events))).toEqual(new Set(['duplicate']));
    }),
  );

  it.runIf(share)('knows what another process has sent, and accepts from server code what a page has sent', () =>
    open(share, async (other) => {
      const page = createEvent('a', { name: 'Purchase' });
      const server: OutboxEvent = { ...page, source: 'server' };
      await other.put([page]);
      await send(other, page);
      expect(await fixture.outbox.put([page])).toEqual(['duplicate']);
      expect(await fixture.outbox.put([server])).toEqual(['accepted']);
      await send(fixture.outbox, server);
      expect(await other.put([page, server])).toEqual(['duplicate', 'duplicate']);
    }),
  );

  it.runIf(reopen).each(durable)('knows %s when it is opened again', async (_name, fields) => {
    const { outbox } = fixture;
    const event = createEvent('a', fields);
    await outbox.put([event]);
    await send(outbox, event);
    await outbox.close();
    await open(reopen, async (again) => {
      expect(await again.put([event])).toEqual(['duplicate']);
      if (realTime) return;
      await fixture.pass(47.9 * hour);
      expect(await again.put([event])).toEqual(['duplicate']);
      await fixture.pass(0.2 * hour);
      expect(await again.put([event])).toEqual(['accepted']);
    });
  });

  it.runIf(reopen).each(durable)(
    'accepts %s again that was set aside, when it is opened again',
    async (_name, fields) => {
      const { outbox } = fixture;
      const event = createEvent('a', fields);
      await outbox.put([event]);
      const taken = await outbox.take('1', 1, 1_000, { lane: selectLane(event) });
      await outbox.setAside(toIds(taken), { reason: 'refused' });
      await outbox.close();
      await open(reopen, async (again) => {
        expect(await again.put([event])).toEqual(['accepted']);
        expect(await again.put([event])).toEqual(['duplicate']);
      });
    },
  );
}
