import type { HttpResponse } from '../http-message.js';
import type { RequestContext } from '../request-context.js';
import type { AcceptBatch } from './accept-batch.js';
import type { CollectGuard } from './collect-guard.js';
import { toCollectResults } from './collect-result.js';
import { withCorsHeaders } from './cross-origin.js';
import { type CollectBodyLimits, readCollectBody } from './read-collect-body.js';

export interface CollectOptions {
  acceptBatch: AcceptBatch;
  guard: CollectGuard;
  /** Counts a request whose body could not be read. */
  refuseBody(error: HttpResponse): HttpResponse;
  /** Origins of other sites that may send messages. */
  origins: readonly string[];
  limits: CollectBodyLimits;
  settingsHash: string;
  /** Called when a page's settings differ from the server's. */
  onSettingsMismatch(): void;
}

/**
 * Creates `POST /twin/collect`, which accepts messages from the site's own pages, and responds once they are stored.
 */
export function createCollect(options: CollectOptions): (context: RequestContext) => Promise<HttpResponse> {
  const { acceptBatch, guard, origins, limits, settingsHash, onSettingsMismatch, refuseBody } = options;
  const respond = async (context: RequestContext): Promise<HttpResponse> => {
    const checked = await guard.check(context);
    if ('refusal' in checked) return checked.refusal;
    const read = await readCollectBody(context.request, limits);
    if ('error' in read) return refuseBody(read.error);
    const { settingsHash: pageHash, batch } = read.body;
    if (typeof pageHash === 'string' && pageHash !== '' && pageHash !== settingsHash) onSettingsMismatch();
    const accepted = await acceptBatch(read.body, context, 'page');
    if ('error' in accepted) return withHeaders(accepted.error, checked.headers);
    const results = accepted.outcomes.map(({ result }) => result);
    const json = { results: toCollectResults(batch, results) };
    return { status: 202, json, headers: { ...checked.headers, 'set-cookie': accepted.setCookies } };
  };
  return async (context) => withCorsHeaders(await respond(context), context.request, origins);
}

const withHeaders = (response: HttpResponse, headers: Record<string, string>): HttpResponse => ({
  ...response,
  headers: { ...headers, ...response.headers },
});
