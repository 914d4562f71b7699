import { toFields } from '@twinbeam/shared';
import { type BodyLimits, createErrorResponse, type HttpResponse } from '../http/http-message.js';
import type { InspectorTools } from '../http/inspector-side.js';
import { readJsonBody } from '../http/read-json-body.js';
import type { RequestContext } from '../http/request-context.js';
import type { Route, RouteTable } from '../http/routes.js';
import { type Outbox, OutboxError } from '../outbox/outbox.js';
import type { EventStreams } from './event-streams.js';
import type { InspectorGuard } from './inspector-guard.js';
import { createInspectorPage } from './inspector-page.js';
import { type InspectorState, readInspectorState } from './inspector-state.js';
import { readSignIn } from './read-sign-in.js';
import type { TracedVisits } from './traced-visits.js';

export interface InspectorRoutesOptions extends InspectorTools {
  basePath: string;
  outbox: Outbox;
  guard: InspectorGuard;
  streams: EventStreams;
  visits: TracedVisits;
  pixelIds: readonly string[];
  /** Whether this process sends events. */
  dispatch: boolean;
  /** The clock, in milliseconds since 1970. */
  now: () => number;
}

const noStore = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  // Compression would delay lines of the stream.
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
};
/** Number of earlier events that a stream can begin with. */
const maxLast = 500;

/** Creates the inspector's routes: the page, its stream, its state, and the changes that a person can make. */
export function createInspectorRoutes(options: InspectorRoutesOptions): RouteTable {
  const { basePath, guard, streams, visits, outbox, dispatch, budget } = options;
  const limits: BodyLimits = { maxBytes: 65_536, timeoutMs: 10_000, budget };
  const page = createInspectorPage(basePath);
  const read =
    (respond: (context: RequestContext) => Promise<HttpResponse> | HttpResponse): Route =>
    async (context) =>
      withNoStore((await guard.refuseReading(context)) ?? (await respond(context)));
  const change = (apply: (body: Record<string, unknown>, context: RequestContext) => Promise<HttpResponse>): Route => {
    return async (context) => {
      const refusal = await guard.refuseChange(context);
      if (refusal) return withNoStore(refusal);
      const body = await readJsonBody(context.request, limits);
      if ('error' in body) return withNoStore(body.error);
      return withNoStore(await callOutbox(() => apply(toFields(body.json), context)));
    };
  };

  return {
    '/inspect': { GET: (context) => page.toHtml(guard.findChangeToken(context) === undefined ? 'sign-in' : 'app') },
    '/inspect/page.js': { GET: () => page.script },
    '/inspect/style.css': { GET: () => page.style },
    '/inspect/session': {
      async POST(context) {
        const signedIn = await guard.signIn(context, await readSignIn(context.request, limits));
        if ('refusal' in signedIn) return page.toHtml('sign-in', signedIn.refusal);
        const headers = { ...noStore, location: `${basePath}/inspect`, 'set-cookie': [signedIn.setCookie] };
        return { status: 303, headers };
      },
      DELETE: change(async (_body, context) => ({ status: 204, headers: { 'set-cookie': [guard.signOut(context)] } })),
    },
    '/inspect/events': {
      GET: read(({ request }) => {
        if (request.method === 'HEAD') return { status: 200, headers: streamHeaders };
        if (streams.isFull()) return createErrorResponse(503, 'Too many streams are open.', { 'retry-after': '5' });
        const last = parseLast(new URL(request.url()).searchParams.get('last'));
        return { status: 200, headers: streamHeaders, stream: (body) => streams.open(body, last) };
      }),
    },
    '/inspect/state': {
      GET: read(async (context) => {
        const state: InspectorState = {
          ...(await readInspectorState(options)),
          dispatch,
          isTraced: visits.isTraced(context),
          changeToken: guard.findChangeToken(context),
        };
        return { status: 200, json: state };
      }),
    },
    '/inspect/dead-letters': { POST: change((body) => changeStored(body, outbox.deadLetters)) },
    '/inspect/quarantine': { POST: change((body) => changeStored(body, outbox.queue)) },
    '/inspect/trace': {
      POST: change(async ({ isOn }, { request }) => {
        if (typeof isOn !== 'boolean') return createErrorResponse(400, 'isOn must be true or false.');
        const isSecure = new URL(request.url()).protocol === 'https:';
        return {
          status: 200,
          headers: { 'set-cookie': [visits.toSetCookie(isOn, isSecure)] },
          json: { isTraced: isOn },
        };
      }),
    },
  };
}

const withNoStore = (response: HttpResponse): HttpResponse => ({
  ...response,
  headers: { ...noStore, ...response.headers },
});

const parseLast = (text: string | null): number =>
  text !== null && /^\d{1,4}$/.test(text) ? Math.min(maxLast, Number(text)) : maxLast;

/** Replays the stored events with these ids, or all, or drops those with these ids. */
async function changeStored(
  { action, ids }: Record<string, unknown>,
  stored: { replay(ids?: readonly string[]): Promise<number>; drop(ids: readonly string[]): Promise<number> },
): Promise<HttpResponse> {
  const isList = Array.isArray(ids) && ids.length <= 1_000 && ids.every((id) => typeof id === 'string');
  if (action === 'replay' && (isList || ids === 'all')) {
    return { status: 200, json: { count: await stored.replay(isList ? ids : undefined) } };
  }
  if (action === 'drop' && isList) return { status: 200, json: { count: await stored.drop(ids) } };
  return createErrorResponse(400, 'action must be replay or drop; ids a list of at most 1000 ids, or all to replay.');
}

/** Only texts of `OutboxError` are returned: that of any other error may quote an event. */
async function callOutbox(call: () => Promise<HttpResponse>): Promise<HttpResponse> {
  try {
    return await call();
  } catch (error) {
    const reason = error instanceof OutboxError ? ` ${error.message}` : '';
    return createErrorResponse(503, `The outbox cannot do it at the moment.${reason}`, { 'retry-after': '5' });
  }
}
