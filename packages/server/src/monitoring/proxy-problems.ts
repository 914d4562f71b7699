/** Misconfigurations of proxies in front of the server, each with its fix. */
export const proxyFixes = {
  'untrusted-proxy':
    "Requests carry a forwarding header that is not trusted, so the visitor's address is unknown: only the total rate limit applies, and events have no IP address. Behind one proxy, set app.set('trust proxy', 1) in Express, trustProxy: 1 in twinbeamNode, or pass ip to the handler of twinbeamFetch.",
  'no-forwarded-address':
    "Requests come from a proxy without X-Forwarded-For, so the visitor's address is unknown: only the total rate limit applies, and events have no IP address. Let the proxy send X-Forwarded-For and trust it: app.set('trust proxy', 1) in Express, trustProxy: 1 of twinbeamNode.",
  'private-address':
    "The address from the trusted proxies is not public, so the visitor's address is unknown: only the total rate limit applies, and events have no IP address. Count each proxy in front of the server, the content delivery network too: app.set('trust proxy', 2) in Express, trustProxy: 2 of twinbeamNode.",
  'no-address':
    "Requests come without the visitor's address: only the total rate limit applies, and events have no IP address. Pass ip to the handler of twinbeamFetch and to readVisitor, as provided by your host or its proxy.",
  'host-rewritten':
    "The host of the page is not the host that this server sees, so cookies and URLs of events may be wrong, and browsers without Sec-Fetch-Site are refused. Let the proxy pass on the host (nginx: proxy_set_header Host $http_host), or send X-Forwarded-Host and trust it: app.set('trust proxy', 1) in Express, trustProxy: 1 of twinbeamNode.",
};

/** Code of such a misconfiguration. */
export type ProxyProblem = keyof typeof proxyFixes;

export const proxyProblems = Object.keys(proxyFixes) as ProxyProblem[];
