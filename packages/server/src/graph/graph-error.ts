import type { GraphErrorKind, GraphErrorPolicy } from './graph-error-policies.js';

/**
 * A failed request to Graph. Its message is a sentence, its fields are data. It contains no token and no data of the
 * events.
 *
 * @example
 * if (error instanceof GraphError && error.kind === 'token') console.error(error.message);
 */
export class GraphError extends Error {
  /** Always `GraphError`. */
  override name = 'GraphError';
  /** The label `outcome` of the request in the metrics. */
  readonly kind: GraphErrorKind;
  /** How the dispatcher reacts. */
  readonly policy: GraphErrorPolicy;
  /** HTTP status; 0 when there was no response. */
  readonly status: number;
  /** `error.code` of Graph. */
  readonly code: number | undefined;
  /** `error.error_subcode` of Graph. */
  readonly subcode: number | undefined;
  /** `error.fbtrace_id` of Graph, with which Meta's support finds the request. */
  readonly traceId: string | undefined;
  /** How long Meta asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** Positions of the invalid events in the request, as far as Graph names them. */
  readonly invalidIndexes: readonly number[];

  constructor(message: string, fields: GraphErrorFields) {
    super(message);
    this.policy = fields.policy;
    this.kind = fields.policy.kind;
    this.status = fields.status;
    this.code = fields.code;
    this.subcode = fields.subcode;
    this.traceId = fields.traceId;
    this.retryAfterMs = fields.retryAfterMs;
    this.invalidIndexes = fields.invalidIndexes ?? [];
  }
}

type GraphErrorFields = Pick<GraphError, 'policy' | 'status'> &
  Partial<Pick<GraphError, 'code' | 'subcode' | 'traceId' | 'retryAfterMs' | 'invalidIndexes'>>;
