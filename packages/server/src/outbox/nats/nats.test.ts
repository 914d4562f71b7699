import { afterAll, beforeAll, describe, it } from 'vitest';
import { hasNatsServer, type NatsServer, startNatsServer } from '../../../test/support/nats-server.js';
import { describeOutbox } from '../contract.js';
import { createNatsOutbox } from './nats.js';

describe.runIf(hasNatsServer)('on a server of the engine', () => {
  let server: NatsServer;
  let count = 0;
  beforeAll(async () => {
    server = await startNatsServer();
  });
  afterAll(() => server.close());

  describeOutbox('nats', {
    realTime: true,
    oldestFirst: true,
    async create() {
      const outbox = createNatsOutbox({ servers: [server.address], stream: `CONTRACT${++count}` });
      await outbox.ready();
      return outbox;
    },
    async createBounded({ maxPending, ...bounds }) {
      const stream = `CONTRACT${++count}`;
      const outbox = createNatsOutbox({ servers: [server.address], stream, maxEvents: maxPending, ...bounds });
      await outbox.ready();
      return outbox;
    },
    share: () => createNatsOutbox({ servers: [server.address], stream: `CONTRACT${count}` }),
    reopen: () => createNatsOutbox({ servers: [server.address], stream: `CONTRACT${count}` }),
  });
});

it.skipIf(hasNatsServer)('skipped: nats-server is not installed, so the outbox in NATS is not tested', ({ skip }) =>
  skip(),
);
