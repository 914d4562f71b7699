import type { EventName, PropertiesOf } from '@twinbeam/shared';
import type { Identity } from '../accept/identity.js';
import type { SendResult } from '../accept/send-result.js';
import type { TrackOptions } from '../accept/track-options.js';
import { findHttp } from '../http/http-side.js';
import type { RequestContext } from '../http/request-context.js';
import type { Twinbeam } from '../twinbeam.js';

/**
 * Twinbeam for the visitor of one request: `req.twinbeam`.
 *
 * @example
 * const { status }: SendResult = await req.twinbeam.track('Lead', { value: 20, currency: 'EUR' });
 */
export interface RequestTwinbeam {
  /**
   * Sends an event of this visitor. Always resolves, once the event is stored or after `storeTimeoutMs` at most; if the
   * event could not be stored, the status is `unavailable`. With `orThrow` it rejects with `OutboxError` instead.
   * @example await req.twinbeam.track('Order Completed', { order_id: '1001', revenue: 99.5, currency: 'EUR' });
   */
  track<Name extends EventName>(
    event: Name,
    properties?: PropertiesOf<Name>,
    options?: TrackOptions,
  ): Promise<SendResult>;
  /**
   * The visitor, as plain JSON that can be stored with an order. Computed at its first use.
   * @example await orders.insert({ id: '1001', identity: req.twinbeam.identity });
   */
  readonly identity: Identity;
  /**
   * Returns the elements for the head of the page.
   * @example res.send(`<head>${req.twinbeam.scriptTag({ nonce })}</head>`);
   */
  scriptTag: Twinbeam['scriptTag'];
}

/** Creates `req.twinbeam` for a request. The context is created only when it is needed. */
export const createRequestTwinbeam = (twinbeam: Twinbeam, context: () => RequestContext): RequestTwinbeam =>
  new VisitorOfRequest(twinbeam, context);

/** A class, because V8 takes a microsecond to create an object with a getter of its own. */
class VisitorOfRequest implements RequestTwinbeam {
  // Private by type only: a host may wrap the object in a proxy, which cannot read a private element.
  private readonly context: () => RequestContext;
  // Functions of their own, which may be taken from the object: `const { track } = req.twinbeam`.
  track: RequestTwinbeam['track'];
  scriptTag: RequestTwinbeam['scriptTag'];

  constructor(twinbeam: Twinbeam, context: () => RequestContext) {
    this.context = context;
    this.track = (event, properties, options) =>
      twinbeam.track(
        event,
        properties,
        withIdentity(options, () => findHttp(twinbeam).readVisitor(context)),
      );
    this.scriptTag = twinbeam.scriptTag;
  }

  get identity(): Identity {
    return this.context().identity();
  }
}

/** Adds the visitor to the options of a call. Options that cannot be read stay so, since `track` responds to them. */
function withIdentity(options: TrackOptions | undefined, readVisitor: () => Identity): TrackOptions {
  try {
    return { ...options, identity: options?.identity ?? readVisitor() };
  } catch {
    return unreadable;
  }
}

const unreadable: TrackOptions = {
  get identity(): never {
    throw new TypeError('The options cannot be read.');
  },
};
