import { describeThrown } from '../log/describe-thrown.js';
import type { LogSampler } from '../log/log-sampler.js';
import type { ProxyWatch } from './collect/proxy-watch.js';
import type { HttpSide } from './http-side.js';

export interface ReadVisitorTools {
  proxyWatch: Pick<ProxyWatch, 'observe'>;
  sampler: Pick<LogSampler, 'log'>;
  /** Logs a text once. */
  warnOnce(text: string): void;
}

const machineText =
  'req.twinbeam.track was called for a request that has no cookies and whose user agent is not a browser: in a webhook, pass the identity that was stored with the order, twinbeam.track(…, { identity: order.identity })';
const unreadableText =
  'the visitor of a request could not be read, so an event of req.twinbeam.track was not sent: the function of the host that threw, such as that of trust proxy, is at fault';

/** Creates the function that reads the visitor for whom server code tracks an event. */
export const createReadVisitor =
  ({ proxyWatch, sampler, warnOnce }: ReadVisitorTools): HttpSide['readVisitor'] =>
  (createContext) => {
    try {
      const context = createContext();
      if (context.isOfMachine()) warnOnce(machineText);
      else proxyWatch.observe(context);
      return context.identity();
    } catch (thrown) {
      sampler.log('error', 'visitor', describeThrown(thrown), unreadableText);
      return { consent: 'pending' };
    }
  };
