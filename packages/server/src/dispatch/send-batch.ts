import type { GraphClient, GraphReceipt } from '../graph/client.js';
import { GraphError } from '../graph/graph-error.js';
import type { StoredEvent } from '../outbox/outbox.js';
import { type BatchParts, createBatchParts } from './batch-parts.js';

/** An event that Graph refused, with the error. */
export interface RefusedEvent {
  event: StoredEvent;
  error: GraphError;
}

/** The result of a batch. An event is in one of the lists unless it was sent or lost to another dispatcher. */
export interface BatchOutcome {
  /** Events that Graph refused, each with the error. */
  refused: RefusedEvent[];
  /** Events to be sent again. */
  unsent: StoredEvent[];
  /** Why they are unsent; undefined if sending was aborted, or the invalid events are not found yet. */
  failure?: GraphError;
}

export interface SendBatchOptions {
  graph: GraphClient;
  signal: AbortSignal;
  /** Number of requests that may be refused before the rest is left for later. */
  maxRefusals: number;
  /** Called with events that Meta has received. They must leave the outbox before anything else is sent. */
  onDelivered(events: StoredEvent[], receipt: GraphReceipt, ms: number): Promise<void>;
  /** Returns which of the events may be sent again. */
  onFailed(events: StoredEvent[], error: GraphError, ms: number): Promise<StoredEvent[]>;
  /** Returns the time limit of the next request, in milliseconds. */
  readTimeoutMs(): number;
  /** Called before each request. Returns the events that are still leased. */
  keepLease(events: StoredEvent[]): Promise<StoredEvent[]>;
}

/** Sends a batch. If Graph refuses it, sends it in parts until the invalid events are found. */
export async function sendBatch(events: StoredEvent[], options: SendBatchOptions): Promise<BatchOutcome> {
  const parts = createBatchParts(events);
  const refused: RefusedEvent[] = [];

  for (let refusals = 0; refusals < options.maxRefusals && !options.signal.aborted; ) {
    const part = parts.next();
    if (!part) break;
    const error = await sendPart(part, parts, options);
    if (!error) continue;
    if (error.policy.action !== 'split') return { refused, unsent: parts.unsent(), failure: error };
    refusals++;
    for (const event of parts.split(error.invalidIndexes)) refused.push({ event, error });
  }
  return { refused, unsent: parts.unsent() };
}

/** Sends the events of a part that are still leased. Returns the error if that failed. */
async function sendPart(
  part: StoredEvent[],
  parts: BatchParts,
  { graph, signal, onDelivered, onFailed, keepLease, readTimeoutMs }: SendBatchOptions,
): Promise<GraphError | undefined> {
  const leased = await keepLease(part);
  parts.replace(leased);
  if (leased.length === 0) return undefined;
  const startedAt = performance.now();
  try {
    const json = leased.map((event) => event.json);
    const [{ testEventCode } = {}] = leased;
    const receipt = await graph.send(json, { signal, timeoutMs: readTimeoutMs(), testEventCode });
    parts.remove();
    await onDelivered(leased, receipt, performance.now() - startedAt);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    // The request was aborted, not refused: it is unknown whether Meta received it.
    if (signal.aborted) return undefined;
    parts.replace(await onFailed(leased, error, performance.now() - startedAt));
    return error;
  }
  return undefined;
}
