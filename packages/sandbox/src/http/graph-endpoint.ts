import type { Request, RequestHandler } from 'express';
import type { EventStore } from '../events/event-store.js';
import type { Arrival } from '../events/received-event.js';
import type { RefusedRequest } from '../events/refused-request.js';
import type { Faults } from '../faults/faults.js';
import { createErrorBody, createTraceId } from '../graph/error-body.js';
import { type Fields, isFields, toFields } from '../graph/fields.js';
import { findWarnings } from '../graph/find-warnings.js';
import { selectKindFields } from '../graph/kind-fields.js';
import { maskPersonalData } from '../graph/personal-data.js';
import { findRefusal } from '../graph/rules.js';
import { isPlaceholder, type StrictOptions } from '../strict/strict-options.js';

/** Collaborators of the endpoint. */
export interface GraphContext {
  store: EventStore;
  faults: Faults;
  /** Returns milliseconds since 1970. */
  now: () => number;
  /** The pixels and tokens that are accepted. Default: any. */
  accept: Pick<StrictOptions, 'pixels' | 'tokens'>;
  /** Whether placeholders for tokens are refused. */
  strict: boolean;
  /** The access token of the sandbox's own page, which is always accepted. */
  pageToken: string;
}

type Refused = Pick<RefusedRequest, 'reason' | 'cause' | 'fix'> & Partial<RefusedRequest> & { message?: string };

/** Creates the handler of `POST /v{N}/{pixel}/events`. It enforces Meta's rules and responds like Graph. */
export const createGraphEndpoint =
  ({ store, faults, now, accept, strict, pageToken }: GraphContext): RequestHandler =>
  (req, res) => {
    const body = toFields(req.body);
    const pixelId = String(req.params.pixel);
    const token = readToken(req) ?? body.access_token;
    const data = Array.isArray(body.data) ? (body.data as Fields[]) : [];
    const refusal =
      (token === pageToken ? undefined : findTokenRefusal(token, { accept, strict })) ??
      findPixelRefusal(pixelId, accept) ??
      findDataRefusal(data) ??
      findEventRefusal(data, now(), faults.findBadEvent(data));
    if (refusal) {
      const { message = refusal.reason, event, status = 400, code = 100, ...details } = refusal;
      const masked = isFields(event) ? { event: maskPersonalData(event) } : {};
      store.refuse({ source: 'server', pixelId, eventCount: data.length, status, code, ...details, ...masked });
      const { subcode, reason: userMessage } = details;
      return void res.status(status).json(createErrorBody(message, code, code === 190 ? {} : { subcode, userMessage }));
    }
    for (const event of data.slice(0, res.locals.stored)) {
      store.add(toArrival(event, pixelId, body.test_event_code), event);
    }
    res.json({ events_received: res.locals.received ?? data.length, messages: [], fbtrace_id: createTraceId() });
  };

/** Reads the access token of a request, but not one in its body. */
export const readToken = (req: Request): unknown =>
  /^Bearer (\S+)$/.exec(req.get('authorization') ?? '')?.[1] ?? req.query.access_token;

export function findTokenRefusal(
  token: unknown,
  { accept, strict }: Pick<GraphContext, 'accept' | 'strict'>,
): Refused | undefined {
  const refused = { cause: 'token', status: 401, code: 190 } as const;
  if (!token) {
    const reason = 'An access token is required to request this resource.';
    return { ...refused, reason, fix: 'Send the header Authorization: Bearer <access token>.' };
  }
  const isUnknown = accept.tokens ? !accept.tokens.includes(String(token)) : strict && isPlaceholder(String(token));
  if (!isUnknown) return undefined;
  const fix =
    'Send a token of accept.tokens or strict.tokens of createSandbox() (--token of the command), not a placeholder.';
  return { ...refused, reason: 'Invalid OAuth access token: the sandbox does not know it.', fix };
}

function findPixelRefusal(pixelId: string, { pixels }: GraphContext['accept']): Refused | undefined {
  if (!pixels || pixels.includes(pixelId)) return undefined;
  const reason = `The Conversions API was called for the pixel ${pixelId}, which the sandbox does not know.`;
  const fix = 'Send to a pixel of accept.pixels or strict.pixels of createSandbox() (--pixel of the command).';
  return { cause: 'pixel', code: 100, subcode: 33, reason, fix };
}

function findDataRefusal(data: Fields[]): Refused | undefined {
  if (data.length === 0) {
    const fix = 'Send {"data": [ … ]} with at least one event, as application/json.';
    return { cause: 'rule', reason: '(#100) The parameter data is required.', fix };
  }
  if (data.length > 1_000) {
    const fix = 'Divide the events into requests of at most 1,000.';
    return { cause: 'rule', reason: '(#100) More than 1,000 events in one request.', fix };
  }
  return undefined;
}

/** Finds the reason to refuse a request. One invalid event makes Meta refuse the whole request. */
function findEventRefusal(data: Fields[], now: number, badIndex: number | undefined): Refused | undefined {
  const message = 'Invalid parameter';
  for (const [index, event] of data.entries()) {
    if (index === badIndex) {
      const reason = `data[${index}]: The sandbox was told to refuse this event.`;
      return { cause: 'fault', message, reason, fix: 'Switch the fault off.', event };
    }
    const refusal = findRefusal(event, now);
    if (!refusal) continue;
    const { text, fix, subcode } = refusal;
    return { cause: 'rule', message, reason: `data[${index}]: ${text}`, fix, event, ...(subcode && { subcode }) };
  }
  return undefined;
}

const toArrival = (event: Fields, pixelId: string, testCode: unknown): Arrival => ({
  source: 'server',
  pixelId,
  event_name: String(event.event_name),
  event_id: event.event_id as string | undefined,
  event_time: event.event_time as number,
  custom_data: (event.custom_data ?? {}) as Fields,
  user_data: event.user_data as Fields,
  event_source_url: event.event_source_url as string | undefined,
  action_source: event.action_source as string,
  ...(event.data_processing_options !== undefined && {
    data_processing: [
      event.data_processing_options,
      event.data_processing_options_country ?? 0,
      event.data_processing_options_state ?? 0,
    ].join(),
  }),
  ...selectKindFields(event),
  ...(typeof testCode === 'string' && { test_event_code: testCode }),
  warnings: findWarnings(event),
});
