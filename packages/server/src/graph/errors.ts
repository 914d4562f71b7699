/**
 * Kind of an error of Graph:
 * - `token`: the token or its permission;
 * - `rate`: too many requests, or blocked for now;
 * - `transient`: a failure at Meta, or of the connection;
 * - `invalid`: an event of the batch is invalid;
 * - `too-large`: the request is too large;
 * - `foreign`: a response that is not Graph's, from a proxy for instance, or an error that Graph does not document.
 *
 * @example
 * const isOurs = (kind: GraphErrorKind) => kind === 'token' || kind === 'invalid';
 */
export type GraphErrorKind = 'token' | 'rate' | 'transient' | 'invalid' | 'too-large' | 'foreign';

/**
 * Reaction of the dispatcher to an error of Graph.
 *
 * @example
 * const isLost = ({ action }: GraphErrorPolicy) => action === 'split'; // only an invalid event is set aside
 */
export interface GraphErrorPolicy {
  /** Also the label `outcome` of the request in the metrics. */
  kind: GraphErrorKind;
  /**
   * - `pause`: nothing is sent to the pixel until somebody corrects the cause; one batch is tried every 30 s. The events
   *   are not to blame: it does not count as an attempt.
   * - `retry`: the events are sent again after a backoff, as one attempt more.
   * - `split`: the batch is sent again without the events that Graph names, or in halves; an event that is refused is
   *   quarantined.
   */
  action: 'pause' | 'retry' | 'split';
  /** Whether the other dispatchers on the outbox wait as well. */
  share: boolean;
  /** Whether the next batches are smaller, because this one may have been too large for the way to Meta. */
  shrinkBatch: boolean;
  /** Whether the next requests get more time. */
  extendTimeout: boolean;
  /** Whether the events are sent again only where Meta counts an id once; the others are set aside. */
  onlyCountedOnce: boolean;
  /** Whether Meta's own text may be quoted: of an event it helps, but one about a token may contain it. */
  quoteMeta: boolean;
  /** Level of the log line. */
  logLevel: 'warn' | 'error';
  /** The next step and what a person can do, for logs and errors. */
  advice: string;
}

interface GraphErrorRow extends GraphErrorPolicy {
  matches(status: number, error: GraphErrorBody | undefined): boolean;
}

interface GraphErrorBody {
  message?: unknown;
  error_user_msg?: unknown;
  code?: unknown;
  error_subcode?: unknown;
  is_transient?: unknown;
  fbtrace_id?: unknown;
}

const defaults = {
  share: false,
  shrinkBatch: false,
  extendTimeout: false,
  onlyCountedOnce: false,
  quoteMeta: false,
  logLevel: 'warn',
} as const;

/**
 * The errors of Graph, with what is done about each; the first row that matches decides. Meta's texts are localised, so
 * only codes count. https://developers.facebook.com/docs/graph-api/guides/error-handling
 */
export const graphErrorPolicies = {
  token: {
    ...defaults,
    kind: 'token',
    // 100 with subcode 33: the token's owner does not see the pixel.
    matches: (status, error) =>
      status === 401 ||
      isOneOf(error, 102, 190, 10, 803) ||
      isBetween(error, 200, 299) ||
      (error?.code === 100 && error.error_subcode === 33),
    action: 'pause',
    share: true,
    logLevel: 'error',
    advice: 'check the access token and its permission for this pixel; no event is lost, sending resumes when it works',
  },
  rate: {
    ...defaults,
    kind: 'rate',
    matches: (status, error) =>
      status === 429 || isOneOf(error, 4, 17, 32, 341, 368, 613) || isBetween(error, 80_000, 80_014),
    action: 'retry',
    share: true,
    advice: 'too many requests or blocked for now; sending slows down',
  },
  timeout: {
    ...defaults,
    kind: 'transient',
    // Only the client knows that its time ran out.
    matches: () => false,
    action: 'retry',
    extendTimeout: true,
    advice: 'sent again; the limit, timeoutMs, grows by itself up to 10 s while Meta is slow',
  },
  notReceived: {
    ...defaults,
    kind: 'transient',
    // Only the client knows what it has sent.
    matches: () => false,
    action: 'retry',
    onlyCountedOnce: true,
    logLevel: 'error',
    advice: 'sent again with the same ids',
  },
  unreachable: {
    ...defaults,
    kind: 'transient',
    // No response at all.
    matches: (status) => status === 0,
    action: 'retry',
    shrinkBatch: true,
    advice: 'sent again',
  },
  transient: {
    ...defaults,
    kind: 'transient',
    matches: (status, error) => error?.is_transient === true || isOneOf(error, 1, 2) || status >= 500,
    action: 'retry',
    advice: 'a failure at Meta; sent again',
  },
  invalid: {
    ...defaults,
    kind: 'invalid',
    matches: (_status, error) => error?.code === 100,
    action: 'split',
    quoteMeta: true,
    advice: 'an event is invalid; it is tried again alone, later, and the others are sent',
  },
  tooLarge: {
    ...defaults,
    kind: 'too-large',
    matches: (status) => status === 413,
    action: 'split',
    advice: 'the request is too large; sent again in parts',
  },
  foreign: {
    ...defaults,
    kind: 'foreign',
    matches: () => true,
    action: 'retry',
    advice: 'not a response that Graph documents: is there a proxy in between? sent again',
  },
} satisfies Record<string, GraphErrorRow>;

function isOneOf(error: GraphErrorBody | undefined, ...codes: number[]): boolean {
  return codes.includes(error?.code as number);
}

function isBetween(error: GraphErrorBody | undefined, from: number, to: number): boolean {
  return typeof error?.code === 'number' && error.code >= from && error.code <= to;
}

/**
 * A request to Graph that did not succeed, as a sentence and as data. It carries no token and nothing of the events.
 *
 * @example
 * if (error instanceof GraphError && error.kind === 'token') console.error(error.message);
 */
export class GraphError extends Error {
  override name = 'GraphError';
  /** The label `outcome` of the request in the metrics. */
  readonly kind: GraphErrorKind;
  /** Reaction of the dispatcher. */
  readonly policy: GraphErrorPolicy;
  /** HTTP status; 0 when there was no response. */
  readonly status: number;
  /** `error.code` of Graph. */
  readonly code: number | undefined;
  /** `error.error_subcode` of Graph. */
  readonly subcode: number | undefined;
  /** `error.fbtrace_id` of Graph, by which Meta's support finds the request. */
  readonly traceId: string | undefined;
  /** Time that Meta asks to wait, in milliseconds. */
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

/** A longer wait is asked for again. */
const maxRetryAfterMs = 3_600_000;

/** Parts of a response, beside status and body, that an error is made of. */
export interface GraphErrorContext {
  /** Value of the header `retry-after`. */
  retryAfter?: string | null;
  /** Time until Meta admits the app again, in milliseconds. */
  regainMs?: number | undefined;
  /** Removed from what is quoted. */
  token?: string;
}

/** Returns the error that an unsuccessful response stands for. */
export function toGraphError(status: number, body: unknown, context: GraphErrorContext = {}): GraphError {
  const { retryAfter, regainMs = 0, token = '' } = context;
  const error = parseErrorBody(body);
  const rows: GraphErrorRow[] = Object.values(graphErrorPolicies);
  const policy = rows.find((row) => row.matches(status, error)) ?? graphErrorPolicies.foreign;
  const code = parseNumber(error?.code);
  const retryAfterMs = Math.max(parseRetryAfterMs(retryAfter), regainMs);
  const metaText = policy.quoteMeta ? (parseText(error?.error_user_msg) ?? parseText(error?.message)) : undefined;
  const quote = metaText ? `: ${(token ? metaText.replaceAll(token, '…') : metaText).slice(0, 300)}` : '';
  const codeText = code === undefined ? '' : `, code ${code}`;
  return new GraphError(`Meta responded with ${status}${codeText} (${policy.advice})${quote}`, {
    policy,
    status,
    code,
    subcode: parseNumber(error?.error_subcode),
    traceId: parseText(error?.fbtrace_id),
    retryAfterMs: retryAfterMs > 0 ? Math.min(retryAfterMs, maxRetryAfterMs) : undefined,
    invalidIndexes: policy.action === 'split' ? findIndexes([error?.message, error?.error_user_msg]) : [],
  });
}

/** Finds the events that Graph's texts name, such as `data[3]`: of all that they say, this is not translated. */
function findIndexes(texts: readonly unknown[]): number[] {
  const named = texts.flatMap((text) => (typeof text === 'string' ? [...text.matchAll(/\bdata\[(\d{1,4})\]/g)] : []));
  return [...new Set(named.map(([, index]) => Number(index)))];
}

/** Seconds, or a date. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function parseRetryAfterMs(value: string | null | undefined): number {
  if (!value) return 0;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Math.max(ms, 0);
}

const parseErrorBody = (body: unknown): GraphErrorBody | undefined => {
  const error = typeof body === 'object' && body !== null ? (body as { error?: unknown }).error : undefined;
  return typeof error === 'object' && error !== null ? error : undefined;
};
const parseNumber = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const parseText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
