import { expect, it } from 'vitest';
import { createHealthState } from './health-state.js';
import { createStoreHealth } from './store-health.js';

it('says within a second that the outbox does not respond', async () => {
  const readState = createHealthState({
    outbox: { checkWritable: () => new Promise(() => undefined) },
    readStats: () => new Promise(() => undefined),
    storeHealth: createStoreHealth(),
    isClosing: () => false,
    isOverloaded: () => false,
    readProxyProblems: () => [],
    now: Date.now,
  });
  expect(await readState()).toEqual({ status: 'unavailable', reason: 'unavailable' });
});
