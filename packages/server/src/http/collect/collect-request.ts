import type { Message } from '@twinbeam/shared';
import { withTimeout } from '../../base/with-timeout.js';
import { describeThrown } from '../../log/describe-thrown.js';
import type { LogSampler } from '../../log/log-sampler.js';
import type { RequestContext } from '../request-context.js';
import type { Cookies } from '../visitor/read-cookies.js';

/**
 * The request that brought a message, as passed to `collect.allow`.
 *
 * @example
 * const allow = (message: Message, { cookies }: CollectRequest) => message.event !== 'Lead' || isSignedIn(cookies.session);
 */
export interface CollectRequest {
  /** The visitor's public address, if it is known. */
  ip: string | undefined;
  /** The URL of the request. */
  url: string;
  /** Cookies by name, each value as it is in the header, not decoded. */
  cookies: Cookies;
  /** Returns a header by its name, in any case. */
  header(name: string): string | undefined;
}

/**
 * Decides whether a page's message is accepted.
 *
 * @example
 * const allow: AllowMessage = (message) => message.event !== 'Order Completed';
 */
export type AllowMessage = (message: Message, request: CollectRequest) => boolean | Promise<boolean>;

/**
 * Creates the check of a message with the host's function. The message is refused if the function throws or takes too
 * long.
 */
export function createAllowCheck(allow: AllowMessage, timeoutMs: number, sampler: LogSampler) {
  return async (message: Message, { request, clientIp, cookies }: RequestContext): Promise<boolean> => {
    const header = (name: string) => request.header(name.toLowerCase());
    try {
      const decision = allow(message, { ip: clientIp(), url: request.url(), cookies: cookies(), header });
      return (await withTimeout(decision, timeoutMs, () => new Error('timeout'))) === true;
    } catch (error) {
      const { error: name } = describeThrown(error);
      sampler.log('error', 'allow', { error: name }, 'collect.allow failed: the message was not taken');
      return false;
    }
  };
}
