import { join } from 'node:path';
import { createLmdbOutbox, createMemoryOutbox, type Outbox } from '@twinbeam/server';
import { createNatsOutbox } from '@twinbeam/server/nats';
import { hasNatsServer, type NatsServer, startNatsServer } from './nats-server.js';

/** The engines that can be tested on this machine. */
export const engines = ['memory', 'lmdb', ...(hasNatsServer ? ['nats'] : [])];

export interface EngineBounds {
  maxPending?: number;
  maxBytes?: number;
  pageShare?: number;
}

/** An engine for tests. */
export interface Engine {
  /** Creates an outbox with bounds. */
  create(folder: string, bounds?: EngineBounds): Outbox;
  close(): Promise<void>;
}

export async function startEngine(name: string): Promise<Engine> {
  const nats: NatsServer | undefined = name === 'nats' ? await startNatsServer() : undefined;
  return {
    create(folder, { maxPending, ...bounds } = {}) {
      const count = maxPending === undefined ? {} : { maxPending };
      if (name === 'memory') return createMemoryOutbox({ ...count, ...bounds });
      if (name === 'lmdb') return createLmdbOutbox({ path: join(folder, 'outbox'), ...count, ...bounds });
      return createNatsOutbox({ servers: [nats?.address ?? ''], maxEvents: maxPending, ...bounds });
    },
    close: async () => nats?.close(),
  };
}
