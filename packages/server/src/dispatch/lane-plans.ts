import type { Lane } from '../outbox/lanes.js';

/** Limits for sending the events of a lane. */
export interface LanePlan {
  /** Largest number of events in a batch. */
  maxEvents: number;
  /** Number of refused requests of a batch after which the rest moves to the suspects' lane. */
  maxRefusals: number;
  /** Whether the batch after a full one is sent while that one is still in flight. */
  isParallel: boolean;
  /** Wait between two batches, in milliseconds. */
  intervalMs: number;
}

const freshPlan: LanePlan = { maxEvents: 1_000, maxRefusals: 20, isParallel: true, intervalMs: 0 };

/**
 * In the lanes of fresh events, invalid ones cost only a few requests; the search for the others continues in a lane of
 * its own. The quarantine is slow, so that many invalid events do not use up Meta's rate limit.
 */
export const lanePlans: Record<Lane, LanePlan> = {
  serverPurchase: freshPlan,
  pagePurchase: freshPlan,
  server: freshPlan,
  page: freshPlan,
  suspect: { maxEvents: 50, maxRefusals: Number.POSITIVE_INFINITY, isParallel: false, intervalMs: 0 },
  quarantine: { maxEvents: 1, maxRefusals: 1, isParallel: false, intervalMs: 200 },
};

/** Largest number of requests in flight for one pixel. */
export const maxRequestsInFlight = 4;

/** Largest number of events in a batch while Graph refuses events of server code. */
export const maxEventsWhileRefused = 10;
