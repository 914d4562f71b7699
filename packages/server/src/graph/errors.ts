/**
 * What to do about an answer that is no success:
 * - `token`: the token or its permission; the pixel waits, nothing is lost;
 * - `rate`: too much or blocked for now; the pixel slows down;
 * - `transient`: on Meta's side, or on the way; sent again;
 * - `invalid`: an event of the batch; it is found and set aside;
 * - `too-large`: the batch is split;
 * - `foreign`: an answer that is not Graph's, from something between, or an error that Graph does not document; sent again.
 */
export type GraphErrorKind = 'token' | 'rate' | 'transient' | 'invalid' | 'too-large' | 'foreign';

/** A request to Graph that did not succeed, as a sentence and as data. It carries no token and nothing of the events. */
export class GraphError extends Error {
  override name = 'GraphError';
  readonly kind: GraphErrorKind;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly code: number | undefined;
  readonly subcode: number | undefined;
  readonly traceId: string | undefined;
  /** How long Meta asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, fields: GraphErrorFields) {
    super(message);
    this.kind = fields.kind;
    this.status = fields.status;
    this.code = fields.code;
    this.subcode = fields.subcode;
    this.traceId = fields.traceId;
    this.retryAfterMs = fields.retryAfterMs;
  }
}

type GraphErrorFields = Pick<GraphError, 'kind' | 'status'> &
  Partial<Pick<GraphError, 'code' | 'subcode' | 'traceId' | 'retryAfterMs'>>;

interface GraphErrorBody {
  message?: unknown;
  error_user_msg?: unknown;
  code?: unknown;
  error_subcode?: unknown;
  is_transient?: unknown;
  fbtrace_id?: unknown;
}

/** The rows of https://developers.facebook.com/docs/graph-api/guides/error-handling that matter here; first hit wins. */
const rows: { kind: GraphErrorKind; fits(status: number, error: GraphErrorBody | undefined): boolean }[] = [
  {
    kind: 'token',
    fits: (status, error) =>
      status === 401 ||
      isOneOf(error, 102, 190, 10, 803) ||
      isBetween(error, 200, 299) ||
      (error?.code === 100 && error.error_subcode === 33),
  },
  {
    kind: 'rate',
    fits: (status, error) =>
      status === 429 || isOneOf(error, 4, 17, 32, 341, 368, 613) || isBetween(error, 80_000, 80_014),
  },
  { kind: 'transient', fits: (status, error) => error?.is_transient === true || isOneOf(error, 1, 2) || status >= 500 },
  { kind: 'invalid', fits: (_status, error) => error?.code === 100 },
  { kind: 'too-large', fits: (status) => status === 413 },
];

const isOneOf = (error: GraphErrorBody | undefined, ...codes: number[]): boolean =>
  codes.includes(error?.code as number);
const isBetween = (error: GraphErrorBody | undefined, from: number, to: number): boolean =>
  typeof error?.code === 'number' && error.code >= from && error.code <= to;

/** A longer wait is asked for again. */
const maxRetryAfterMs = 3_600_000;

/** Seconds, or a date. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function retryAfterMs(value: string | null | undefined): number {
  if (!value) return 0;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Math.max(ms, 0);
}

/** The error that an unsuccessful answer stands for. The texts of Meta are localised, so that codes decide. */
export function graphErrorOf(
  status: number,
  body: unknown,
  {
    retryAfter,
    regainMs = 0,
    token = '',
  }: { retryAfter?: string | null; regainMs?: number | undefined; token?: string } = {},
): GraphError {
  const error = graphErrorBody(body);
  const kind = rows.find((row) => row.fits(status, error))?.kind ?? 'foreign';
  const askedMs = Math.max(retryAfterMs(retryAfter), regainMs);
  const code = numberOr(error?.code);
  // What Meta says of a bad event helps; what it says of a token may quote it.
  const words = kind === 'invalid' ? (textOr(error?.error_user_msg) ?? textOr(error?.message)) : undefined;
  const said = words ? `: ${(token ? words.replaceAll(token, '…') : words).slice(0, 300)}` : '';
  return new GraphError(
    `Meta answered ${status}${code === undefined ? '' : `, code ${code}`} (${advice[kind]})${said}`,
    {
      kind,
      status,
      code,
      subcode: numberOr(error?.error_subcode),
      traceId: textOr(error?.fbtrace_id),
      retryAfterMs: askedMs > 0 ? Math.min(askedMs, maxRetryAfterMs) : undefined,
    },
  );
}

const advice: Record<GraphErrorKind, string> = {
  token: 'check the access token and its permission for this pixel; nothing is lost, sending goes on when it works',
  rate: 'too many requests or blocked for now; sending slows down',
  transient: "on Meta's side; sent again",
  invalid: 'an event is invalid; it is set aside, the others go out',
  'too-large': 'the request is too large; sent again in parts',
  foreign: 'no answer that Graph documents: is there a proxy between? sent again',
};

const graphErrorBody = (body: unknown): GraphErrorBody | undefined => {
  const error = typeof body === 'object' && body !== null ? (body as { error?: unknown }).error : undefined;
  return typeof error === 'object' && error !== null ? error : undefined;
};

const numberOr = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const textOr = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
