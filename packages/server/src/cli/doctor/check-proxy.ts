import { isLocalHost } from '../../http/collect/is-local-host.js';
import { type ProxyProblem, proxyFixes } from '../../monitoring/proxy-problems.js';
import { bad, type Check, good, warning } from './check.js';

/**
 * Checks what stands in front of the site's server, with a request as the site's pages send it and by the server's own
 * observations.
 *
 * @param basePath the URL of the routes, with a slash at its end
 * @param metricsToken what opens the details of `health`
 */
export async function checkProxy(basePath: string, metricsToken: string | undefined): Promise<Check[]> {
  const { origin, hostname } = new URL(basePath);
  // Without messages: nothing is stored. As a browser does that says nothing of the page's site.
  const response = await fetch(new URL('collect', basePath), {
    method: 'POST',
    headers: { origin },
    body: '{}',
    signal: AbortSignal.timeout(10_000),
  });
  if (response.status === 403) return [bad(`${origin} refuses its own pages. ${proxyFixes['host-rewritten']}`)];
  if (metricsToken === undefined) {
    if (isLocalHost(hostname)) return [];
    return [warning('What the server sees of proxies was not read: set TWINBEAM_METRICS_TOKEN as on the server.')];
  }
  const health = await fetch(new URL('health', basePath), {
    headers: { authorization: `Bearer ${metricsToken}` },
    signal: AbortSignal.timeout(10_000),
  });
  const { outbox, proxyProblems = [] } = (await health.json()) as { outbox?: string; proxyProblems?: ProxyProblem[] };
  if (outbox === undefined) {
    return [warning('What the server sees of proxies was not read: it has another TWINBEAM_METRICS_TOKEN.')];
  }
  if (proxyProblems.length === 0) return [good('The visitor’s address and host arrive at the server.')];
  return proxyProblems.map((problem) => bad(proxyFixes[problem] ?? problem));
}
