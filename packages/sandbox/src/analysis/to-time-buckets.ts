import type { GroupState } from './explain-group.js';

/** The numbers of events in equal time spans, for a chart. */
export interface TimeBuckets {
  /** Start of the first span, in milliseconds since 1970. */
  startMs: number;
  /** Length of a span in milliseconds. */
  stepMs: number;
  buckets: Record<GroupState | 'refused', number>[];
}

/** Familiar lengths of a span, in milliseconds: from a second to a week. */
const steps = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 604_800].map(
  (seconds) => seconds * 1_000,
);
const maxBuckets = 60;

/** Counts events by time, in at most 60 spans. */
export function toTimeBuckets(times: { at: number; state: GroupState | 'refused' }[]): TimeBuckets {
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const { at } of times) {
    first = Math.min(first, at);
    last = Math.max(last, at);
  }
  if (times.length === 0) return { startMs: 0, stepMs: steps[0] as number, buckets: [] };
  const span = last - first;
  const stepMs = steps.find((step) => span / step < maxBuckets - 1) ?? Math.ceil(span / (maxBuckets - 1));
  const startMs = Math.floor(first / stepMs) * stepMs;
  const buckets = Array.from({ length: Math.floor((last - startMs) / stepMs) + 1 }, () => ({
    paired: 0,
    'browser-only': 0,
    'server-only': 0,
    single: 0,
    refused: 0,
  }));
  for (const { at, state } of times) {
    const bucket = buckets[Math.floor((at - startMs) / stepMs)];
    if (bucket) bucket[state]++;
  }
  return { startMs, stepMs, buckets };
}
