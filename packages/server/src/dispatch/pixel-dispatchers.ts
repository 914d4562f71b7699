import { createGraphClient, type GraphClient } from '../graph/client.js';
import type { Fetch } from '../graph/http.js';
import type { Tracing } from '../monitoring/tracing.js';
import type { ResolvedOptions } from '../options/resolve-options.js';
import { createDispatcher, type Dispatcher, type DispatcherOptions } from './dispatcher.js';
import type { PixelTokens } from './pixel-tokens.js';

/** The dispatcher of one pixel. */
export interface PixelDispatcher extends Dispatcher {
  pixelId: string;
  /** Sends a request without events; its response contains Meta's time. */
  askTime(): Promise<unknown>;
}

export interface PixelDispatcherTools
  extends Omit<DispatcherOptions, 'pixelId' | 'graph' | 'leaseMs' | 'timeoutMs' | 'random' | 'readTokenHash'> {
  tokens: PixelTokens;
  fetch: Fetch;
  tracing: Tracing;
}

/** Starts a dispatcher for each pixel, or none if another process sends. */
export function startDispatchers(
  { pixels, dispatch, graphUrl, graphVersion, timeoutMs, leaseMs }: ResolvedOptions,
  { tokens, fetch, tracing, ...tools }: PixelDispatcherTools,
): PixelDispatcher[] {
  return (dispatch ? pixels : []).map(({ settings: { pixelId, actions }, appSecret, testEventCode }) => {
    if (testEventCode || actions?.some((action) => action.testEventCode)) {
      tools.logger.warn(
        { pixelId },
        'testEventCode is set: events are also shown under Test events; Meta counts them like any other',
      );
    }
    const client = createGraphClient({
      pixelId,
      appSecret,
      testEventCode,
      graphUrl,
      graphVersion,
      timeoutMs,
      fetch,
      accessToken: () => tokens.read(pixelId),
      onDate: tools.clockCheck.observe,
    });
    const graph: GraphClient = {
      send(events, options) {
        const attributes = { 'twinbeam.pixel': pixelId, 'twinbeam.events': events.length };
        return tracing.run('twinbeam send', attributes, () => client.send(events, options), true);
      },
    };
    return {
      pixelId,
      askTime: () => graph.send([]),
      ...createDispatcher({
        pixelId,
        leaseMs,
        timeoutMs,
        graph,
        random: Math.random,
        readTokenHash: () => tokens.readHash(pixelId),
        ...tools,
      }),
    };
  });
}
