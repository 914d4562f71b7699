import { isLocalHost } from '../../http/collect/is-local-host.js';
import { type ProxyProblem, proxyFixes } from '../../monitoring/proxy-problems.js';
import { bad, type Check, good, warning } from './check.js';

/**
 * Checks the proxies in front of the site's server: sends a request like those of the site's pages, and reads the
 * problems that the server itself has seen.
 *
 * @param basePath the URL of the routes, with a slash at its end
 * @param metricsToken gives access to the details of `health`
 */
export async function checkProxy(basePath: string, metricsToken: string | undefined): Promise<Check[]> {
  const { origin, hostname } = new URL(basePath);
  // Without messages, so that nothing is stored or counted; with `Origin` only, like a browser that does not send
  // `Sec-Fetch-Site`.
  const response = await fetch(new URL('collect', basePath), {
    method: 'POST',
    headers: { origin },
    body: JSON.stringify({ batch: [] }),
    signal: AbortSignal.timeout(10_000),
  });
  if (response.status === 403) return [bad(`${origin} refuses its own pages. ${proxyFixes['host-rewritten']}`)];
  if (metricsToken === undefined) {
    if (isLocalHost(hostname)) return [];
    return [
      warning('Problems that the server sees with proxies were not read: set TWINBEAM_METRICS_TOKEN as on the server.'),
    ];
  }
  const health = await fetch(new URL('health', basePath), {
    headers: { authorization: `Bearer ${metricsToken}` },
    signal: AbortSignal.timeout(10_000),
  });
  const { outbox, proxyProblems = [] } = (await health.json()) as { outbox?: string; proxyProblems?: ProxyProblem[] };
  if (outbox === undefined) {
    return [
      warning('Problems that the server sees with proxies were not read: it has another TWINBEAM_METRICS_TOKEN.'),
    ];
  }
  if (proxyProblems.length === 0) return [good('The visitor’s address and host arrive at the server.')];
  return proxyProblems.map((problem) => bad(proxyFixes[problem] ?? problem));
}
