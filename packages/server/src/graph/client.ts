import { parseJson } from '../base/parse-json.js';
import { toAppSecretProof } from './app-secret-proof.js';
import { GraphError } from './graph-error.js';
import { graphErrorPolicies } from './graph-error-policies.js';
import { toGraphUrl } from './graph-url.js';
import { type Fetch, HttpClientError } from './http.js';
import { maxResponseBytes, readText } from './read-text.js';
import { createTimeLimit, type TimeLimit } from './time-limit.js';
import { toGraphError } from './to-graph-error.js';
import { parseTraceId } from './trace-id.js';
import { parseUsage, type Usage } from './usage.js';

/** Sends the events of one pixel. */
export interface GraphClient {
  /**
   * Sends a batch of events, each given as JSON text. Rejects with `GraphError`, also if Meta received none of them.
   */
  send(events: readonly string[], options?: GraphSendOptions): Promise<GraphReceipt>;
}

export interface GraphSendOptions {
  /** Aborts the request. */
  signal?: AbortSignal;
  /** Time limit in milliseconds. Default: the client's. */
  timeoutMs?: number;
  /** The test code of the events. Default: the pixel's. */
  testEventCode?: string | undefined;
}

/** Meta's response to events that it has accepted. */
export interface GraphReceipt {
  /** The number of events that Meta says it has received, greater than 0. */
  received: number;
  traceId?: string | undefined;
  usage?: Usage | undefined;
}

/** Where the events of a pixel are sent, and with which token. */
export interface GraphClientOptions {
  pixelId: string;
  /** The token, or a function that returns the current one. */
  accessToken: string | (() => string | Promise<string>);
  appSecret?: string | undefined;
  testEventCode?: string | undefined;
  graphUrl: string;
  graphVersion: string;
  timeoutMs: number;
  fetch: Fetch;
  /** Called with the `Date` header of each response. */
  onDate?: (date: string | null) => void;
}

/** Creates a client for https://developers.facebook.com/docs/marketing-api/conversions-api/using-the-api */
export function createGraphClient(options: GraphClientOptions): GraphClient {
  return {
    async send(events, { signal, timeoutMs = options.timeoutMs, testEventCode = options.testEventCode } = {}) {
      const limit = createTimeLimit(timeoutMs, signal);
      try {
        const token = await readToken(options.accessToken, limit);
        const receipt = await post(options, toBody(events, token, { ...options, testEventCode }), token, limit);
        if (receipt.received > 0 || events.length === 0) return receipt;
        throw createNotReceivedError(events.length, receipt);
      } finally {
        limit.end();
      }
    },
  };
}

function toBody(
  events: readonly string[],
  token: string,
  { appSecret, testEventCode }: Pick<GraphClientOptions, 'appSecret' | 'testEventCode'>,
): Buffer<ArrayBuffer> {
  const rest = JSON.stringify({
    partner_agent: 'twinbeam',
    ...(testEventCode && { test_event_code: testEventCode }),
    ...(appSecret && { appsecret_proof: toAppSecretProof(appSecret, token) }),
  });
  // The events are JSON already, so they are joined instead of parsed and serialised again; as bytes, because a joined
  // string would still have to be encoded, which takes twice as long in total.
  const parts = events.map((json, index) => Buffer.from(index > 0 ? `,${json}` : json));
  return Buffer.concat([Buffer.from('{"data":['), ...parts, Buffer.from(`],${rest.slice(1)}`)]);
}

async function readToken(accessToken: GraphClientOptions['accessToken'], limit: TimeLimit): Promise<string> {
  if (typeof accessToken !== 'function') return accessToken;
  try {
    const token = await limit.wait(Promise.resolve(accessToken()));
    if (typeof token === 'string' && /^\S+$/.test(token)) return token;
  } catch {
    // The error may quote the token.
  }
  throw new GraphError('The function given as accessToken returned no token; it is called again', {
    policy: graphErrorPolicies.token,
    status: 0,
  });
}

async function post(
  options: GraphClientOptions,
  body: Buffer<ArrayBuffer>,
  token: string,
  limit: TimeLimit,
): Promise<GraphReceipt> {
  const { status, header, text } = await request(options, body, token, limit);
  options.onDate?.(header('date'));
  if (text === undefined) throw createTooLongError(status);
  const response = parseObject(text);
  const usage = parseUsage(header);
  if (status >= 200 && status < 300 && isGraphSuccess(response)) {
    return { received: response.events_received, traceId: parseTraceId(response.fbtrace_id, token), usage };
  }
  throw toGraphError(status, response, { retryAfter: header('retry-after'), regainMs: usage?.regainMs, token });
}

async function request(options: GraphClientOptions, body: Buffer<ArrayBuffer>, token: string, limit: TimeLimit) {
  const url = toGraphUrl(options, `${encodeURIComponent(options.pixelId)}/events`);
  try {
    // In the header the token stays out of URLs and logs.
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      // Without this header any encoding is acceptable (RFC 9110, 12.5.3), and nothing is decoded here.
      'accept-encoding': 'identity',
    };
    const init = { method: 'POST', headers, body, signal: limit.signal, redirect: 'manual' } as const;
    const response = await limit.wait(options.fetch(url, init));
    const text = await limit.wait(readText(response));
    return { status: response.status, header: (name: string) => response.headers.get(name), text };
  } catch (error) {
    throw limit.isOver() ? createTimeoutError(limit.ms) : createUnreachableError(error);
  }
}

function createTimeoutError(ms: number): GraphError {
  const policy = graphErrorPolicies.timeout;
  return new GraphError(`Meta gave no response within ${ms} ms (${policy.advice})`, { policy, status: 0 });
}

function createTooLongError(status: number): GraphError {
  const policy = graphErrorPolicies.transient;
  const text = `Meta's response with ${status} has more than ${maxResponseBytes} bytes; the rest was not read (${policy.advice})`;
  return new GraphError(text, { policy, status });
}

function createNotReceivedError(sent: number, { traceId }: GraphReceipt): GraphError {
  const policy = graphErrorPolicies.notReceived;
  const text = `Meta responded with 200, but received none of ${sent} events (${policy.advice})`;
  return new GraphError(text, { policy, status: 200, traceId });
}

/** Creates the error without its cause, which may contain headers. */
function createUnreachableError(error: unknown): GraphError {
  const policy = graphErrorPolicies.unreachable;
  if (error instanceof HttpClientError) return new GraphError(error.message, { policy, status: 0 });
  const { code } = error as { code?: unknown };
  const reason = typeof code === 'string' ? code : 'connection lost';
  return new GraphError(`Meta could not be reached (${reason}); ${policy.advice}`, { policy, status: 0 });
}

/** Graph's response to accepted events. A successful response of any other shape is not Graph's. */
interface GraphSuccess {
  events_received: number;
  fbtrace_id?: unknown;
}

const isGraphSuccess = (response: object | undefined): response is GraphSuccess =>
  Number.isFinite((response as Partial<GraphSuccess> | undefined)?.events_received);

function parseObject(text: string): object | undefined {
  const value = parseJson(text);
  return typeof value === 'object' && value !== null ? value : undefined;
}
