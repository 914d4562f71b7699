import type { HttpRequest } from '../http-message.js';

/**
 * Creates the source configuration that RudderStack's browser library loads: no destinations, no reports about itself.
 */
export const createSourceConfig = (writeKey: string) => ({
  source: {
    id: 'twinbeam',
    name: 'Twinbeam',
    writeKey,
    workspaceId: 'twinbeam',
    enabled: true,
    config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
    connections: [],
    destinations: [],
    dataplanes: {},
  },
});

/**
 * Creates the settings that Segment's browser library loads. It sends to `apiUrl`, such as
 * `https://shop.example/twin/v1`.
 */
export function createSegmentSettings(writeKey: string, apiUrl: string) {
  const { host, pathname, protocol } = new URL(apiUrl);
  return {
    integrations: {
      'Segment.io': {
        apiKey: writeKey,
        apiHost: host + pathname,
        protocol: protocol.slice(0, -1),
        bundlingStatus: 'bundled',
        retryQueue: true,
      },
    },
    plan: { track: { __default: { enabled: true, integrations: {} } } },
    edgeFunction: {},
    analyticsNextEnabled: true,
    middlewareSettings: {},
    enabledMiddleware: {},
    metrics: { sampleRate: 0 },
    legacyVideoPluginsEnabled: false,
    remotePlugins: [],
  };
}

/**
 * Returns the base URL to which a library sends: that from which it loaded its settings, with https if its page uses
 * it.
 */
export function toApiUrl(request: HttpRequest, path: string): string {
  const url = new URL(path, request.url());
  const page = request.header('origin') ?? request.header('referer') ?? '';
  // Behind a proxy that terminates TLS, our own URL may be http though the page's is https.
  if (page.startsWith('https:')) url.protocol = 'https:';
  return url.href;
}
