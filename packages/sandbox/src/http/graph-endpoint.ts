import type { RequestHandler } from 'express';
import type { EventStore } from '../events/event-store.js';
import type { Faults } from '../faults/faults.js';
import { createErrorBody, createTraceId } from '../graph/error-body.js';
import { type Fields, isFields, toFields } from '../graph/fields.js';
import { maskPersonalData } from '../graph/personal-data.js';
import { findRefusal } from '../graph/rules.js';
import { findTokenRefusal, readToken, type TokenRules } from './access-token.js';
import type { Refused } from './refused.js';
import { toArrival } from './to-arrival.js';

/** Collaborators of the endpoint. */
export interface GraphContext extends TokenRules {
  store: EventStore;
  faults: Faults;
  /** Returns milliseconds since 1970. */
  now: () => number;
}

/** Creates the handler of `POST /v{N}/{pixel}/events`. It enforces Meta's rules and responds like Graph. */
export const createGraphEndpoint =
  (context: GraphContext): RequestHandler =>
  (req, res) => {
    const { store, faults, now, accept } = context;
    const body = toFields(req.body);
    const pixelId = String(req.params.pixel);
    const data = Array.isArray(body.data) ? (body.data as Fields[]) : [];
    const refusal =
      findTokenRefusal(readToken(req) ?? body.access_token, context) ??
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
