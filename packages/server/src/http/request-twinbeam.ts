import type { Identity } from '../accept/identity.js';
import type { SendResult } from '../accept/send-result.js';
import type { TrackOptions, Twinbeam } from '../twinbeam.js';
import { findHttp } from './http-side.js';
import type { RequestContext } from './request-context.js';

/**
 * Twinbeam for the visitor of one request: `req.twinbeam`.
 *
 * @example
 * const { status }: SendResult = await req.twinbeam.track('Lead', { value: 20, currency: 'EUR' });
 */
export interface RequestTwinbeam {
  /**
   * Sends an event of this visitor. Always resolves, once the event is stored or after `storeTimeoutMs` at most: what could not
   * be stored has the status `unavailable`. With `orThrow` it rejects with `OutboxError` then.
   * @example await req.twinbeam.track('Order Completed', { order_id: '1001', revenue: 99.5, currency: 'EUR' });
   */
  track(event: string, properties?: Record<string, unknown>, options?: TrackOptions): Promise<SendResult>;
  /**
   * The visitor, as plain JSON to be stored with an order. Computed when it is first asked for.
   * @example await orders.insert({ id: '1001', identity: req.twinbeam.identity });
   */
  readonly identity: Identity;
  /**
   * Returns the elements for the head of the page.
   * @example res.send(`<head>${req.twinbeam.scriptTag({ nonce })}</head>`);
   */
  scriptTag: Twinbeam['scriptTag'];
}

const readContext = Symbol('readContext');

interface State extends RequestTwinbeam {
  [readContext](): RequestContext;
}

/** Shared by all requests, because an object with a getter of its own takes V8 a microsecond to create. */
const prototype = {
  get identity(): Identity {
    return (this as unknown as State)[readContext]().identity();
  },
};

/** Creates `req.twinbeam` for a request. The context is not created before somebody needs it. */
export function createRequestTwinbeam(twinbeam: Twinbeam, context: () => RequestContext): RequestTwinbeam {
  const state: State = Object.create(prototype);
  state[readContext] = context;
  state.track = (event, properties, options) =>
    twinbeam.track(event, properties, {
      ...options,
      identity: options?.identity ?? readIdentityOrPending(twinbeam, context),
    });
  state.scriptTag = twinbeam.scriptTag;
  return state;
}

/** Reads the visitor; one who cannot be read, because the host's trust function throws, has not consented. */
function readIdentityOrPending(twinbeam: Twinbeam, context: () => RequestContext): Identity {
  try {
    findHttp(twinbeam).observe(context());
    return context().identity();
  } catch {
    return { consent: 'pending' };
  }
}
