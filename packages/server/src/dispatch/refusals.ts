import type { GraphError } from '../graph/errors.js';
import type { StoredEvent } from '../outbox/outbox.js';

/** An event that Meta refuses by itself. */
export interface RefusedEvent {
  event: StoredEvent;
  error: GraphError;
}

/** Events of a batch that Meta has refused. */
export interface Refusals {
  /** The events that were refused alone. */
  refused: RefusedEvent[];
  /** Notes that Meta has accepted a part. */
  noteAccepted(): void;
  add(part: StoredEvent[], error: GraphError): void;
  first(): GraphError | undefined;
  /** Whether everything was refused for the same reason, so that the events are not the cause. */
  areAlike(): boolean;
}

/** From so many refusals alike on, with no event accepted, the events are not the cause. */
const refusalsBeforePause = 30;

export function createRefusals(batchLength: number): Refusals {
  const refused: RefusedEvent[] = [];
  const errors: GraphError[] = [];
  let hasAccepted = false;

  return {
    refused,
    noteAccepted() {
      hasAccepted = true;
    },
    add(part, error) {
      errors.push(error);
      const [event] = part;
      if (event && part.length === 1) refused.push({ event, error });
    },
    first: () => errors[0],
    areAlike: () =>
      !hasAccepted &&
      batchLength > 1 &&
      (errors.length >= refusalsBeforePause || refused.length === batchLength) &&
      errors.every(({ code, subcode }) => code === errors[0]?.code && subcode === errors[0]?.subcode),
  };
}
