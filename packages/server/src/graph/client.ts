import { createHmac } from 'node:crypto';
import { GraphError, graphErrorOf } from './errors.js';
import type { Fetch } from './http.js';
import { createTimeLimit, type TimeLimit } from './time-limit.js';
import { type Usage, usageOf } from './usage.js';

/** Sends events of one pixel. */
export interface GraphClient {
  /** Sends a batch of events, given as JSON texts. Rejects with `GraphError`; a signal gives it up. */
  send(events: readonly string[], signal?: AbortSignal): Promise<GraphReceipt>;
}

/** What Meta says to events that it takes. */
export interface GraphReceipt {
  /** The number of events that it says it has received. */
  received: number;
  traceId?: string | undefined;
  usage?: Usage | undefined;
}

/** Where a pixel's events go, and by whose leave. */
export interface GraphClientOptions {
  pixelId: string;
  /** The token, or a function that fetches the current one. */
  accessToken: string | (() => string | Promise<string>);
  appSecret?: string | undefined;
  testEventCode?: string | undefined;
  graphUrl: string;
  graphVersion: string;
  timeoutMs: number;
  fetch: Fetch;
}

/** https://developers.facebook.com/docs/marketing-api/conversions-api/using-the-api */
export function createGraphClient(options: GraphClientOptions): GraphClient {
  const { pixelId, accessToken, appSecret, testEventCode, graphUrl, graphVersion, timeoutMs, fetch } = options;
  const url = `${graphUrl.replace(/\/$/, '')}/${graphVersion}/${encodeURIComponent(pixelId)}/events`;

  return {
    async send(events, signal) {
      const limit = createTimeLimit(timeoutMs, signal);
      try {
        const token = await currentToken(limit);
        const rest = JSON.stringify({
          partner_agent: 'twinbeam',
          ...(testEventCode && { test_event_code: testEventCode }),
          ...(appSecret && { appsecret_proof: createHmac('sha256', appSecret).update(token).digest('hex') }),
        });
        // The events are JSON already: they are joined, not parsed and written again.
        return await post(`{"data":[${events.join(',')}],${rest.slice(1)}`, token, limit);
      } finally {
        limit.end();
      }
    },
  };

  async function currentToken(limit: TimeLimit): Promise<string> {
    if (typeof accessToken !== 'function') return accessToken;
    try {
      const token = await limit.wait(Promise.resolve(accessToken()));
      if (typeof token === 'string' && /^\S+$/.test(token)) return token;
    } catch {
      // What it throws may quote the token.
    }
    throw new GraphError('The function given as accessToken gave no token; asked again', { kind: 'token', status: 0 });
  }

  async function post(body: string, token: string, limit: TimeLimit): Promise<GraphReceipt> {
    let status: number;
    let text: string;
    let header: (name: string) => string | null;
    try {
      // In the header the token stays out of URLs and logs.
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const answer = await limit.wait(fetch(url, { method: 'POST', headers, body, signal: limit.signal }));
      status = answer.status;
      header = (name) => answer.headers.get(name);
      text = await limit.wait(answer.text());
    } catch (error) {
      throw lost(error, limit.isOver());
    }
    const answer = parseObject(text);
    const usage = usageOf(header);
    if (status >= 200 && status < 300 && isGraphAnswer(answer)) {
      return { received: answer.events_received, traceId: answer.fbtrace_id, usage };
    }
    throw graphErrorOf(status, answer, { retryAfter: header('retry-after'), regainMs: usage?.regainMs, token });
  }

  /** Without the cause, which may carry headers. */
  function lost(error: unknown, timedOut: boolean): GraphError {
    const code = (error as { code?: unknown }).code;
    const why = timedOut ? `no answer within ${timeoutMs} ms` : typeof code === 'string' ? code : 'connection lost';
    return new GraphError(`Meta could not be reached (${why}); sent again`, { kind: 'transient', status: 0 });
  }
}

/** What Graph says when it has taken the events; anything else in its place is not Graph's. */
interface GraphAnswer {
  events_received: number;
  fbtrace_id?: string;
}

const isGraphAnswer = (answer: object | undefined): answer is GraphAnswer =>
  typeof (answer as Partial<GraphAnswer> | undefined)?.events_received === 'number';

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
