import { describe, expect, it } from 'vitest';
import { OutboxError } from '../outbox/outbox.js';
import { createShutdown } from './shutdown.js';

const never = new Promise<never>(() => undefined);

/** The parts that are shut down; each may hang. */
interface Parts {
  durable?: boolean;
  pending?: number;
  stats?: () => Promise<never>;
  stop?: Promise<void>;
}

function createFixture({ durable = true, pending = 0, stats, stop = Promise.resolve() }: Parts = {}) {
  const logged: string[] = [];
  const closed: string[] = [];
  const log = (_data: object, text: string) => void logged.push(text);
  const shutdown = createShutdown({
    outbox: {
      durable,
      stats: () =>
        stats?.() ?? Promise.resolve({ pending, quarantined: 0, held: 0, deadLetters: 0, engine: { name: 'test' } }),
      close: async () => void closed.push('outbox'),
    },
    dispatchers: [{ stop: () => stop.then(() => void closed.push('dispatcher')) }],
    logger: { info: log, warn: log, error: log },
    closeConnections: async () => void closed.push('connections'),
  });
  return { shutdown, logged, closed };
}

const unavailable = async (): Promise<never> => {
  throw new OutboxError('unavailable', 'gone');
};

describe('createShutdown', () => {
  it.each<[string, Parts, string[]]>([
    ['nothing is pending', {}, []],
    ['events stay in a durable outbox', { pending: 1 }, ['closed; pending events are sent after the next start']],
    [
      'events in memory are lost',
      { pending: 1, durable: false },
      ['closed before everything was sent: pending events are lost'],
    ],
    ['a dispatcher hangs', { stop: never }, []],
    ['the engine hangs', { stats: () => never }, ['closed; the number of pending events is not known']],
    ['the engine is away', { stats: unavailable }, ['closed; the number of pending events is not known']],
  ])('closes everything and logs what is left when %s', async (_name, parts, lines) => {
    const { shutdown, logged, closed } = createFixture(parts);
    await shutdown.close(10);
    const stopped = parts.stop === never ? [] : ['dispatcher'];
    expect([logged, closed]).toEqual([lines, [...stopped, 'outbox', 'connections']]);
  });

  it.each([
    ['durable', true],
    ['in memory', false],
  ])(
    'closes everything if the engine of an outbox %s throws an error that it must not throw',
    async (_name, durable) => {
      const stats = () => Promise.reject(new TypeError('not ours'));
      const { shutdown, closed } = createFixture({ durable, stats });
      await expect(shutdown.close(10)).rejects.toThrow('not ours');
      expect(closed).toEqual(['dispatcher', 'outbox', 'connections']);
    },
  );

  it('closes once, and is closing from the first call on', async () => {
    const { shutdown, closed } = createFixture();
    expect(shutdown.isClosing()).toBe(false);
    const first = shutdown.close(10);
    expect(shutdown.isClosing()).toBe(true);
    expect(shutdown.close(10)).toBe(first);
    await first;
    expect(closed).toEqual(['dispatcher', 'outbox', 'connections']);
  });
});
