/** The number of events in the next batch. */
export interface BatchSize {
  current(): number;
  /** Doubles the size after a batch was sent, up to Meta's limit. */
  grow(): void;
  /** Halves the size after a batch of `events` got no response in time. */
  shrink(events: number): void;
}

/** Meta's limit. https://developers.facebook.com/docs/marketing-api/conversions-api/using-the-api#batch-requests */
const maxEvents = 1_000;

export function createBatchSize(): BatchSize {
  let size = maxEvents;
  return {
    current: () => size,
    grow() {
      size = Math.min(maxEvents, size * 2);
    },
    shrink(events) {
      size = Math.max(1, events >> 1);
    },
  };
}
