import type { Logger } from '../../log/logger.js';
import type { Metrics } from '../../monitoring/metrics.js';
import { type ProxyProblem, proxyFixes } from '../../monitoring/proxy-problems.js';
import type { RequestContext } from '../request-context.js';
import { isHostRewritten } from './is-host-rewritten.js';
import { toVisitorKey } from './visitor-key.js';

/** Watches for misconfigured proxies in front of the server. Each mistake is counted, and logged once with the fix. */
export interface ProxyWatch {
  /** Checks a visitor's request. Returns the visitor's key for rate limits by address. */
  observe(context: RequestContext): string | undefined;
  /** Returns the mistakes seen so far. */
  problems(): ProxyProblem[];
}

export interface ProxyWatchOptions {
  /** Origins of other sites that may send messages. */
  origins: readonly string[];
  logger: Logger;
  metrics: Pick<Metrics, 'proxyProblem'>;
}

export function createProxyWatch({ origins, logger, metrics }: ProxyWatchOptions): ProxyWatch {
  const seen = new Set<ProxyProblem>();
  const note = (problem: ProxyProblem): void => {
    metrics.proxyProblem(problem);
    if (!seen.has(problem)) logger.warn({ problem }, proxyFixes[problem]);
    seen.add(problem);
  };
  return {
    observe(context) {
      const { request } = context;
      const isRewritten = isHostRewritten(request, origins);
      const { key, problem } = toVisitorKey(request, context.clientIp(), isRewritten);
      if (problem !== undefined) note(problem);
      if (isRewritten) note('host-rewritten');
      return key;
    },
    problems: () => [...seen],
  };
}
