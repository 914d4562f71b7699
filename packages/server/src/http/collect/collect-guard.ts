import type { LogSampler } from '../../log/log-sampler.js';
import type { Metrics } from '../../monitoring/metrics.js';
import { createErrorResponse, type HttpResponse } from '../http-message.js';
import type { RequestContext } from '../request-context.js';
import { isForeign, toOriginText } from './cross-origin.js';
import type { LoadGauge } from './load-gauge.js';
import type { ProxyWatch } from './proxy-watch.js';
import type { RateLimit } from './rate-limit.js';

/** The checks of a request that sends messages. If a request is refused, only its headers have been read. */
export interface CollectGuard {
  /** Checks a request. If it is refused, returns the response; otherwise the headers for any response. */
  check(
    context: RequestContext,
    options?: GuardOptions,
  ): Promise<{ refusal: HttpResponse } | { headers: Record<string, string> }>;
}

export interface GuardOptions {
  /** Whether the site's own server sends the request, so that its address is not a visitor's. Default: false. */
  isOwnServer?: boolean;
  /** Origins of other sites that may send this request. Default: those of the guard. */
  origins?: readonly string[];
}

export interface CollectGuardOptions {
  rateLimit: RateLimit;
  loadGauge: LoadGauge;
  /** Origins of other sites that may send messages. */
  origins: readonly string[];
  proxyWatch: Pick<ProxyWatch, 'observe'>;
  metrics: Pick<Metrics, 'refused'>;
  sampler: LogSampler;
}

const limitTexts = {
  total: 'Too many requests; send it again later.',
  address: 'Too many requests from this address; send it again later.',
};

/** Creates the guard. It checks the rate limits, then the load of the process, then the origin. */
export function createCollectGuard({
  rateLimit,
  loadGauge,
  origins,
  proxyWatch,
  metrics,
  sampler,
}: CollectGuardOptions): CollectGuard {
  return {
    async check(context, { isOwnServer = false, origins: allowed = origins } = {}) {
      const { request } = context;
      const key = isOwnServer ? undefined : proxyWatch.observe(context);
      const { exceeded, headers } = await rateLimit.consume(key);
      if (exceeded) {
        metrics.refused(`${exceeded}-limit`);
        sampler.log(
          'warn',
          `rate limit ${exceeded}`,
          { limit: exceeded },
          'requests refused: the rate limit is reached',
        );
        return { refusal: createErrorResponse(429, limitTexts[exceeded], headers) };
      }
      if (loadGauge.isOverloaded()) {
        metrics.refused('overload');
        sampler.log('warn', 'overload', {}, 'requests refused: the event loop is late');
        const text = 'This server is busy; send it again later.';
        return { refusal: createErrorResponse(503, text, { ...headers, 'retry-after': '5' }) };
      }
      if (isForeign(request, allowed)) {
        metrics.refused('origin');
        // Logged because the browser hides the response from the page's developer.
        const text = toOriginText(request.header('origin'));
        sampler.log('warn', 'origin', { reason: text }, "requests refused: their origin is not the site's");
        return { refusal: createErrorResponse(403, text) };
      }
      return { headers };
    },
  };
}
