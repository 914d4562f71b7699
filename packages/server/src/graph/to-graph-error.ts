import { GraphError } from './graph-error.js';
import { type GraphErrorBody, type GraphErrorRow, graphErrorPolicies } from './graph-error-policies.js';
import { longestWaitMs } from './longest-wait.js';
import { parseTraceId } from './trace-id.js';

/** Further parts of a response, besides status and body, from which the error is created. */
export interface GraphErrorContext {
  /** Value of the `Retry-After` header. */
  retryAfter?: string | null;
  /** Time until Meta accepts requests of the app again, in milliseconds. */
  regainMs?: number | undefined;
  /** Removed from quoted texts. */
  token?: string;
}

/** Creates the error for an unsuccessful response. */
export function toGraphError(status: number, body: unknown, context: GraphErrorContext = {}): GraphError {
  const { retryAfter, regainMs = 0, token = '' } = context;
  const error = parseErrorBody(body);
  const rows: GraphErrorRow[] = Object.values(graphErrorPolicies);
  const policy = rows.find((row) => row.matches(status, error)) ?? graphErrorPolicies.foreign;
  const code = parseNumber(error?.code);
  const retryAfterMs = Math.max(parseRetryAfterMs(retryAfter), regainMs);
  const metaText = policy.quoteMeta ? (parseText(error?.error_user_msg) ?? parseText(error?.message)) : undefined;
  const quote = metaText ? `: ${(token ? metaText.replaceAll(token, '…') : metaText).slice(0, 300)}` : '';
  const subcode = parseNumber(error?.error_subcode);
  const codeText = `${code === undefined ? '' : `, code ${code}`}${subcode === undefined ? '' : `, subcode ${subcode}`}`;
  return new GraphError(`Meta responded with ${status}${codeText} (${policy.advice})${quote}`, {
    policy,
    status,
    code,
    subcode,
    traceId: parseTraceId(error?.fbtrace_id, token),
    retryAfterMs: retryAfterMs > 0 ? Math.min(retryAfterMs, longestWaitMs) : undefined,
    invalidIndexes: policy.action === 'split' ? findIndexes([error?.message, error?.error_user_msg]) : [],
  });
}

/**
 * Finds the events that Graph's texts name, such as `data[3]`; this is the only part of the texts that is not
 * translated.
 */
function findIndexes(texts: readonly unknown[]): number[] {
  const named = texts.flatMap((text) => (typeof text === 'string' ? [...text.matchAll(/\bdata\[(\d{1,4})\]/g)] : []));
  return [...new Set(named.map(([, index]) => Number(index)))];
}

/** The header has seconds or a date. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function parseRetryAfterMs(value: string | null | undefined): number {
  if (!value) return 0;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? 0 : Math.max(ms, 0);
}

const parseErrorBody = (body: unknown): GraphErrorBody | undefined => {
  const error = typeof body === 'object' && body !== null ? (body as { error?: unknown }).error : undefined;
  return typeof error === 'object' && error !== null ? error : undefined;
};
const parseNumber = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const parseText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
