import type { GraphClient } from '../graph/client.js';
import type { Logger } from '../logger.js';
import type { Metrics } from '../metrics.js';
import type { Outbox, StoredEvent } from '../outbox/outbox.js';
import type { BatchSize } from './batch-size.js';
import type { RateControl } from './rate-control.js';

/** State that the steps of sending a batch of one pixel share. */
export interface Sender {
  pixelId: string;
  outbox: Outbox;
  graph: GraphClient;
  logger: Logger;
  metrics: Metrics;
  now: () => number;
  leaseMs: number;
  rateControl: RateControl;
  batchSize: BatchSize;
  /** Aborted when a request in flight is to end. */
  signal: AbortSignal;
}

export const toIds = (events: readonly StoredEvent[]): string[] => events.map(({ id }) => id);
