import type { EventLog } from '../event-log/event-log.js';
import type { GraphClient } from '../graph/client.js';
import type { Logger } from '../log/logger.js';
import type { Metrics } from '../monitoring/metrics.js';
import type { Lane } from '../outbox/lanes.js';
import type { Outbox } from '../outbox/outbox.js';
import type { BatchSize } from './batch-size.js';
import type { ClockCheck } from './clock-check.js';
import type { RateControl } from './rate-control.js';
import type { RepeatCounts } from './repeat-counts.js';
import type { ResponseTimeout } from './response-timeout.js';
import type { ServerRefusals } from './server-refusals.js';

/** Tools and state that the steps of sending from one lane of a pixel share. */
export interface LaneContext {
  pixelId: string;
  lane: Lane;
  outbox: Outbox;
  graph: GraphClient;
  logger: Logger;
  metrics: Metrics;
  /** The inspector's events; undefined without an inspector. */
  eventLog: EventLog | undefined;
  now: () => number;
  leaseMs: number;
  clockCheck: ClockCheck;
  rateControl: RateControl;
  serverRefusals: ServerRefusals;
  batchSize: BatchSize;
  responseTimeout: ResponseTimeout;
  repeatCounts: RepeatCounts;
  /** Aborted when requests in flight are to end. */
  signal: AbortSignal;
}
