import type { GraphClient, GraphReceipt } from '../graph/client.js';
import { GraphError } from '../graph/errors.js';
import type { StoredEvent } from '../outbox/outbox.js';
import { type BatchParts, createBatchParts } from './batch-parts.js';
import { createRefusals, type Refusals, type RefusedEvent } from './refusals.js';

/** The result of a batch. Each event that was neither sent nor lost to another dispatcher is in one of the lists. */
export interface BatchOutcome {
  /** Events that Meta refuses each by itself, with its reason. */
  refused: RefusedEvent[];
  /** Events that are to be sent again. */
  unsent: StoredEvent[];
  /** The reason that they are unsent; undefined when sending was aborted. */
  failure?: GraphError;
  /** Whether Meta refuses all of the events alike, so that they are not the cause. */
  isRefusedAlike: boolean;
}

export interface SendBatchOptions {
  graph: GraphClient;
  signal: AbortSignal;
  /** Meta has them: they must leave the outbox before anything else is sent. */
  onDelivered(events: StoredEvent[], receipt: GraphReceipt, ms: number): Promise<void>;
  onFailed(events: StoredEvent[], error: GraphError, ms: number): void;
  /** Before each request: returns which of the events are still leased. */
  keepLease(events: StoredEvent[]): Promise<StoredEvent[]>;
}

/** Sends a batch; where Meta refuses it whole, in halves, until the events that it refuses are found. */
export async function sendBatch(events: StoredEvent[], options: SendBatchOptions): Promise<BatchOutcome> {
  const parts = createBatchParts(events);
  const refusals = createRefusals(events.length);

  while (!options.signal.aborted && !refusals.areAlike()) {
    const part = parts.next();
    if (!part) break;
    const failure = await sendPart(part, parts, refusals, options);
    if (failure) return { refused: refusals.refused, unsent: parts.unsent(), failure, isRefusedAlike: false };
  }

  if (!refusals.areAlike()) return { refused: refusals.refused, unsent: parts.unsent(), isRefusedAlike: false };
  const unsent = [...refusals.refused.map(({ event }) => event), ...parts.unsent()];
  const failure = refusals.first();
  return { refused: [], unsent, isRefusedAlike: true, ...(failure && { failure }) };
}

/** Sends a part, or splits it. Returns a failure that concerns the whole batch. */
async function sendPart(
  part: StoredEvent[],
  parts: BatchParts,
  refusals: Refusals,
  { graph, signal, onDelivered, onFailed, keepLease }: SendBatchOptions,
): Promise<GraphError | undefined> {
  const leased = await keepLease(part);
  if (leased.length < part.length) parts.replace(part, leased);
  if (leased.length === 0) return undefined;
  const startedAt = performance.now();
  try {
    const json = leased.map((event) => event.json);
    const receipt = await graph.send(json, signal);
    parts.remove(leased);
    refusals.noteAccepted();
    await onDelivered(leased, receipt, performance.now() - startedAt);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    // Aborted, and not refused: whether it has arrived is not known.
    if (signal.aborted) return undefined;
    onFailed(leased, error, performance.now() - startedAt);
    if (error.policy.action !== 'split') return error;
    parts.split(leased);
    refusals.add(leased, error);
  }
  return undefined;
}
