import type { Message } from '@twinbeam/shared';
import { withTimeout } from '../../base/with-timeout.js';
import { describeThrown } from '../../log/describe-thrown.js';
import type { LogSampler } from '../../log/log-sampler.js';
import type { AllowMessage } from '../../options/collect-options.js';
import type { RequestContext } from '../request-context.js';

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
