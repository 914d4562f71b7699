import type { GraphClient, GraphReceipt } from '../graph/client.js';
import { GraphError } from '../graph/errors.js';
import type { StoredEvent } from '../outbox/outbox.js';

/** What came of a batch. Every event of it is in exactly one of the lists. */
export interface BatchOutcome {
  /** Events that Meta refuses each by itself, with its reason. */
  refused: { event: StoredEvent; error: GraphError }[];
  /** Events that are to be sent again, through no fault of theirs. */
  left: StoredEvent[];
  /** Why they are left: a failure of the way or of Meta; undefined when sending was given up. */
  failure?: GraphError;
  /** Everything is refused alike, so it is not the events. */
  hopeless: boolean;
}

export interface SendBatchOptions {
  graph: GraphClient;
  signal: AbortSignal;
  /** Meta has them: they must leave the outbox before anything else is sent. */
  onDelivered(events: StoredEvent[], receipt: GraphReceipt, ms: number): Promise<void>;
  onFailed(events: StoredEvent[], error: GraphError, ms: number): void;
  /** Before each request: which of the events are not somebody else's by now. */
  stillOurs(events: StoredEvent[]): Promise<StoredEvent[]>;
}

/** So many refusals alike, and nothing taken, and it is not the events. */
const refusalsBeforePause = 30;

/**
 * Sends a batch, in halves where Meta refuses it whole, until the events that it refuses are found. The largest part
 * and the smallest take turns, so that a good event shows soon, whether the bad ones stand together or are spread
 * evenly.
 */
export async function sendBatch(events: StoredEvent[], options: SendBatchOptions): Promise<BatchOutcome> {
  const { graph, signal, onDelivered, onFailed, stillOurs } = options;
  const parts = events.length > 0 ? [events] : [];
  const refused: BatchOutcome['refused'] = [];
  const errors: GraphError[] = [];
  let delivered = 0;
  let failure: GraphError | undefined;
  const isHopeless = (): boolean =>
    delivered === 0 &&
    events.length > 1 &&
    (errors.length >= refusalsBeforePause || refused.length === events.length) &&
    errors.every(({ code, subcode }) => code === errors[0]?.code && subcode === errors[0]?.subcode);

  while (parts.length > 0 && !signal.aborted && !isHopeless()) {
    const at = indexOfPart(parts, errors.length % 2 === 0);
    const part = await stillOurs(parts[at] as StoredEvent[]);
    if (part.length === 0) {
      parts.splice(at, 1);
      continue;
    }
    const started = performance.now();
    try {
      const receipt = await graph.send(
        part.map(({ json }) => json),
        signal,
      );
      parts.splice(at, 1);
      delivered += part.length;
      await onDelivered(part, receipt, performance.now() - started);
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      // Given up, and not refused: whether it has arrived is not known.
      if (signal.aborted) break;
      onFailed(part, error, performance.now() - started);
      if (error.kind !== 'invalid' && error.kind !== 'too-large') {
        failure = error;
        break;
      }
      parts.splice(at, 1);
      errors.push(error);
      const [only] = part;
      const middle = part.length >> 1;
      if (middle > 0) parts.push(part.slice(0, middle), part.slice(middle));
      else if (only) refused.push({ event: only, error });
    }
  }

  const left = parts.flat();
  if (!isHopeless()) return { refused, left, hopeless: false, ...(failure && { failure }) };
  const all = [...refused.map(({ event }) => event), ...left];
  return { refused: [], left: all, hopeless: true, ...(errors[0] && { failure: errors[0] }) };
}

/** The largest part, or the smallest. */
function indexOfPart(parts: StoredEvent[][], largest: boolean): number {
  let found = 0;
  for (const [index, { length }] of parts.entries()) {
    const best = (parts[found] as StoredEvent[]).length;
    if (largest ? length > best : length < best) found = index;
  }
  return found;
}
