import type { Lane } from '../outbox/lanes.js';

/** Limits by which the events of a lane are sent. */
export interface LanePlan {
  /** Events of one batch at most. */
  maxEvents: number;
  /** Number of requests of a batch that Graph may refuse before the rest waits for its turn among the suspects. */
  maxRefusals: number;
  /** Requests that may be in flight at once. */
  maxInFlight: number;
  /** Wait between two batches, in milliseconds. */
  intervalMs: number;
}

const freshPlan: LanePlan = { maxEvents: 1_000, maxRefusals: 20, maxInFlight: 4, intervalMs: 0 };

/**
 * Invalid events cost the lanes of fresh ones a few requests; the search for the rest of them goes on in a lane of its
 * own. The quarantine is slow, so that many invalid events do not use up Meta's rate limit.
 */
export const lanePlans: Record<Lane, LanePlan> = {
  serverPurchase: freshPlan,
  pagePurchase: freshPlan,
  server: freshPlan,
  page: freshPlan,
  suspect: { maxEvents: 50, maxRefusals: Number.POSITIVE_INFINITY, maxInFlight: 1, intervalMs: 0 },
  quarantine: { maxEvents: 1, maxRefusals: 1, maxInFlight: 1, intervalMs: 200 },
};

/** Requests of a pixel that may be in flight at once. */
export const maxRequestsInFlight = 4;

/** Events of a batch while Graph refuses what server code makes. */
export const maxEventsWhileRefused = 10;
