import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createLmdbOutbox } from '@twinbeam/server';
import { createNatsOutbox } from '@twinbeam/server/nats';
import { startNatsCluster } from './nats-cluster.mjs';

/** The timeout for the election of a leader. */
const electionMs = 30_000;

/**
 * Starts the engines, which are compared with the first of them. `open` opens an outbox by name, and `toConnectionUrl`
 * returns its URL for another process.
 */
export async function startEngines(folder) {
  const clusters = [];
  const engines = [
    {
      name: 'LMDB',
      toConnectionUrl: (name) => `lmdb:${join(folder, name)}`,
      open: async (name) => createLmdbOutbox({ path: join(folder, name) }),
    },
  ];
  for (const { name, size } of [
    { name: 'NATS, one node', size: 1 },
    { name: 'NATS, three nodes and replicas', size: 3 },
  ]) {
    const cluster = await startNatsCluster(size, join(folder, `nats-${size}`));
    clusters.push(cluster);
    const { servers } = cluster;
    engines.push({
      name,
      toConnectionUrl: (stream) => `nats://${servers.join(',')}?stream=${stream}&replicas=${size}`,
      open: (stream) => whenReady(() => createNatsOutbox({ servers, stream, replicas: size })),
    });
  }
  return { engines, stop: () => Promise.all(clusters.map((cluster) => cluster.stop())) };
}

async function whenReady(open) {
  for (const end = performance.now() + electionMs; ; await setTimeout(200)) {
    const outbox = open();
    try {
      await outbox.ready({ pixelIds: ['1'], leaseMs: 30_000 });
      return outbox;
    } catch (error) {
      await outbox.close();
      if (performance.now() > end) throw error;
    }
  }
}
