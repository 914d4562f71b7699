/**
 * Kind of a Graph error:
 * - `token`: the token or its permission;
 * - `rate`: too many requests, or blocked for now;
 * - `transient`: a failure at Meta, or of the connection;
 * - `invalid`: an event of the batch is invalid;
 * - `too-large`: the request is too large;
 * - `foreign`: a response that is not Graph's, such as a proxy's, or an error that Graph does not document.
 *
 * @example
 * const isOurs = (kind: GraphErrorKind) => kind === 'token' || kind === 'invalid';
 */
export type GraphErrorKind = 'token' | 'rate' | 'transient' | 'invalid' | 'too-large' | 'foreign';

/**
 * How the dispatcher reacts to a Graph error.
 *
 * @example
 * const isLost = ({ action }: GraphErrorPolicy) => action === 'split'; // only an invalid event is set aside
 */
export interface GraphErrorPolicy {
  /** Also the label `outcome` of the request in the metrics. */
  kind: GraphErrorKind;
  /**
   * - `pause`: nothing is sent to the pixel until somebody corrects the cause; one batch is tried every 30 s. The
   *   events are not the cause, so it does not count as an attempt.
   * - `retry`: the events are sent again after a backoff, which counts as another attempt.
   * - `split`: the batch is sent again without the events that Graph names, or in halves; an event that is refused is
   *   quarantined.
   */
  action: 'pause' | 'retry' | 'split';
  /** Whether the other dispatchers on the outbox wait too. */
  share: boolean;
  /** Whether the next batches are smaller, because this one may have been too large for the connection to Meta. */
  shrinkBatch: boolean;
  /** Whether the next requests get more time. */
  extendTimeout: boolean;
  /** Whether events are sent again only if Meta counts their id once; the others are set aside. */
  onlyCountedOnce: boolean;
  /**
   * Whether Meta's own text may be quoted: it helps with an invalid event, but a text about a token may contain the
   * token.
   */
  quoteMeta: boolean;
  /** Level of the log line. */
  logLevel: 'warn' | 'error';
  /** What happens next, for logs and errors; `explainGraphError` says what a person can do. */
  advice: string;
}

export interface GraphErrorRow extends GraphErrorPolicy {
  matches(status: number, error: GraphErrorBody | undefined): boolean;
}

/** The error object in Graph's response; only the fields that are used. */
export interface GraphErrorBody {
  message?: unknown;
  type?: unknown;
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
 * The errors of Graph, and the reaction to each; the first matching row decides. Meta's texts are localised, so errors
 * are matched by code, and within texts only by the name of a parameter.
 * https://developers.facebook.com/docs/graph-api/guides/error-handling
 */
export const graphErrorPolicies = {
  token: {
    ...defaults,
    kind: 'token',
    // 100 with subcode 33: the token's owner has no access to the pixel.
    matches: (status, error) =>
      status === 401 ||
      isOneOf(error, 102, 190, 10, 803) ||
      isBetween(error, 200, 299) ||
      (error?.code === 100 && error.error_subcode === 33),
    action: 'pause',
    share: true,
    logLevel: 'error',
    advice: 'no event is lost; sending resumes when this is corrected',
  },
  appSecret: {
    ...defaults,
    kind: 'token',
    // An invalid event has this code too, but another type; its message may mention a property with that name.
    matches: (_status, error) =>
      error?.code === 100 &&
      error.type === 'GraphMethodException' &&
      typeof error.message === 'string' &&
      error.message.includes('appsecret_proof'),
    action: 'pause',
    share: true,
    logLevel: 'error',
    advice: 'no event is lost; sending resumes when this is corrected',
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
    // Only the client knows that the request timed out.
    matches: () => false,
    action: 'retry',
    extendTimeout: true,
    advice: 'sent again; the limit, timeoutMs, grows by itself up to 10 s while Meta is slow',
  },
  notReceived: {
    ...defaults,
    kind: 'transient',
    // Only the client knows how many events it sent.
    matches: () => false,
    action: 'retry',
    onlyCountedOnce: true,
    logLevel: 'error',
    advice: 'sent again with the same ids',
  },
  unreachable: {
    ...defaults,
    kind: 'transient',
    // There was no response.
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
