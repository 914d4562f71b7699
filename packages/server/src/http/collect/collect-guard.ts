import type { LogSampler } from '../../monitoring/log-sampler.js';
import type { Metrics } from '../../monitoring/metrics.js';
import { createErrorResponse, type HttpResponse } from '../http-message.js';
import type { RequestContext } from '../request-context.js';
import { isForeign, toOriginText } from './cross-origin.js';
import type { LoadGauge } from './load-gauge.js';
import type { ProxyWatch } from './proxy-watch.js';
import type { RateLimit } from './rate-limit.js';

/** Checks before a request that brings messages: nothing of a refused request is read but its headers. */
export interface CollectGuard {
  /** Checks a request. Returns the response instead when it is refused, else headers for whatever response it gets. */
  check(
    context: RequestContext,
    options?: GuardOptions,
  ): Promise<{ refusal: HttpResponse } | { headers: Record<string, string> }>;
}

export interface GuardOptions {
  /** Whether the site's own server sends: its address is not a visitor's. Default: false. */
  isOwnServer?: boolean;
  /** Origins of other sites that may send this request. Default: those of the guard. */
  origins?: readonly string[];
}

export interface CollectGuardOptions {
  rateLimit: RateLimit;
  loadGauge: LoadGauge;
  /** Origins of other sites that may send. */
  origins: readonly string[];
  proxyWatch: Pick<ProxyWatch, 'observe'>;
  metrics: Pick<Metrics, 'refused'>;
  sampler: LogSampler;
}

const limitTexts = {
  total: 'Too many requests; send it again later.',
  address: 'Too many requests of this address; send it again later.',
};

/** Creates the guard: rate limits, then the load of the process, then the origin. */
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
        // The browser hides the response from the page's own developer.
        const text = toOriginText(request.header('origin'));
        sampler.log('warn', 'origin', { reason: text }, "requests refused: their origin is not the site's");
        return { refusal: createErrorResponse(403, text) };
      }
      return { headers };
    },
  };
}
