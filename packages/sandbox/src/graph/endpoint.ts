import type { RequestHandler } from 'express';
import type { EventStore } from '../event-store.js';
import type { Arrival } from '../received-event.js';
import { createErrorBody, createTraceId } from './error-body.js';
import type { Fields } from './fields.js';
import { findWarnings } from './find-warnings.js';
import { findRefusal } from './rules.js';

/** Creates the handler of `POST /v{N}/{pixel}/events`. It enforces Meta's rules and responds like Graph. */
export const createGraphEndpoint =
  (store: EventStore, now: () => number): RequestHandler =>
  (req, res) => {
    const body = (typeof req.body === 'object' && req.body !== null ? req.body : {}) as Fields;
    const token =
      /^Bearer (\S+)$/.exec(req.get('authorization') ?? '')?.[1] ?? req.query.access_token ?? body.access_token;
    if (!token) {
      return void res.status(401).json(createErrorBody('An access token is required to request this resource.', 190));
    }
    const data = body.data;
    if (!Array.isArray(data) || data.length === 0) return refuse('(#100) The parameter data is required.');
    if (data.length > 1_000) return refuse('(#100) More than 1,000 events in one request.');

    // One invalid event makes Meta refuse the whole request.
    for (const [index, event] of data.entries()) {
      const refusal = findRefusal(event, now());
      if (refusal) return refuse('Invalid parameter', refusal.subcode, `data[${index}]: ${refusal.text}`);
    }
    for (const event of (data as Fields[]).slice(0, res.locals.stored))
      store.add(toArrival(event, String(req.params.pixel), body.test_event_code));
    res.json({ events_received: res.locals.received ?? data.length, messages: [], fbtrace_id: createTraceId() });

    function refuse(message: string, subcode?: number, userMessage = message): void {
      res.status(400).json(createErrorBody(message, 100, { subcode, userMessage }));
    }
  };

const toArrival = (event: Fields, pixelId: string, testCode: unknown): Arrival => ({
  source: 'server',
  pixelId,
  event_name: String(event.event_name),
  event_id: event.event_id as string | undefined,
  event_time: event.event_time as number,
  custom_data: (event.custom_data ?? {}) as Fields,
  user_data: event.user_data as Fields,
  event_source_url: event.event_source_url as string | undefined,
  ...(event.data_processing_options !== undefined && {
    data_processing: [
      event.data_processing_options,
      event.data_processing_options_country ?? 0,
      event.data_processing_options_state ?? 0,
    ].join(),
  }),
  ...(typeof testCode === 'string' && { test_event_code: testCode }),
  warnings: findWarnings(event),
});
