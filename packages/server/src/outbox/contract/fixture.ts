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
    /** Matches a moment; by a real clock, one shortly before or after it. */
    about: (moment: number) => (realTime ? within(moment, 500) : moment),
    take: (max = 10, leaseMs = 1_000, pixelId = '1', lane: Lane = 'page') =>
      outbox.take(pixelId, max, leaseMs, { lane }),
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
export const toIds = (events: readonly StoredEvent[]): string[] => events.map(({ id }) => id);
export const toEventIds = (events: readonly OutboxEvent[]): string[] => events.map(({ eventId }) => eventId);
