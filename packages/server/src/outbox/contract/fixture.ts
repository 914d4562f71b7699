import type { Lane } from '../lanes.js';
import type { Outbox, OutboxEvent, StoredEvent } from '../outbox.js';
import type { ContractSetup } from './setup.js';

/** The outbox of a test, and the test's clock. */
export type Fixture = ReturnType<typeof createFixture>;

export function createFixture({ create, realTime = false }: ContractSetup) {
  let outbox: Outbox;
  let time = 1_800_000_000_000;
  const now = () => (realTime ? Date.now() : time);
  return {
    now,
    get outbox() {
      return outbox;
    },
    async open() {
      outbox = await create(now);
      return () => outbox.close();
    },
    async pass(ms: number) {
      time += ms;
      if (realTime) await new Promise((resolve) => setTimeout(resolve, ms));
    },
    /** Matches a moment. With a real clock it may be some seconds earlier or later, because the machine may be busy. */
    about: (moment: number) => (realTime ? within(moment, 10_000) : moment),
    take: (max = 10, leaseMs = 10_000, pixelId = '1', lane: Lane = 'page') =>
      outbox.take(pixelId, max, leaseMs, { lane }),
    /**
     * Takes events until there are `count` of them: an engine with a clock of its own may return due events a little
     * later.
     */
    async takeAll(count: number, lane: Lane = 'page'): Promise<StoredEvent[]> {
      const taken: StoredEvent[] = [];
      const signal = AbortSignal.timeout(10_000);
      for (;;) {
        taken.push(...(await outbox.take('1', count - taken.length, 10_000, { lane })));
        if (!realTime || taken.length >= count || signal.aborted) return taken;
        await outbox.waitForDue('1', signal, lane);
      }
    },
  };
}

const within = (expected: number, tolerance: number) => ({
  asymmetricMatch: (actual: unknown) => typeof actual === 'number' && Math.abs(actual - expected) <= tolerance,
  toString: () => `${expected} ± ${tolerance}`,
});

export const createEvent = (eventId: string, fields: Partial<OutboxEvent> = {}): OutboxEvent => ({
  pixelId: '1',
  name: 'Lead',
  eventId,
  source: 'page',
  expiresAt: 1e15,
  json: JSON.stringify({ event_id: eventId }),
  ...fields,
});
export const toEventIds = (events: readonly OutboxEvent[]): string[] => events.map(({ eventId }) => eventId);
