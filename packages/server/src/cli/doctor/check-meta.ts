import { createGraphClient } from '../../graph/client.js';
import { createFetch } from '../../graph/http.js';
import { toServerEvent } from '../../mapping/to-server-event.js';
import type { ResolvedOptions, ResolvedPixel } from '../../options/resolve-options.js';
import { bad, type Check, good, warning } from './check.js';

/** Checks the clock against the `Date` header of Graph's response. */
export async function checkClock({ graphUrl }: ResolvedOptions): Promise<Check[]> {
  try {
    const response = await fetch(graphUrl, { method: 'HEAD', signal: AbortSignal.timeout(5_000) });
    const aheadMs = Date.now() - Date.parse(response.headers.get('date') ?? '');
    if (Number.isNaN(aheadMs)) return [warning('Meta’s response has no Date header, so the clock was not checked.')];
    if (Math.abs(aheadMs) < 60_000) return [good('The clock is right within a minute.')];
    const text = `The clock is ${Math.round(Math.abs(aheadMs) / 1000)} s ${aheadMs > 0 ? 'fast' : 'slow'}`;
    return [bad(`${text}: events get wrong times, and Meta may refuse them. Synchronise it (NTP).`)];
  } catch {
    return [bad(`${graphUrl} cannot be reached: does a firewall or proxy block it?`)];
  }
}

/** Checks token and pixel with a test event, if there is a test event code or it is wanted anyhow. */
export async function checkToken(
  { graphUrl, graphVersion, timeoutMs }: ResolvedOptions,
  pixel: ResolvedPixel,
  sendTest: boolean,
): Promise<Check[]> {
  const { pixelId } = pixel.settings;
  if (!pixel.testEventCode && !sendTest) {
    return [
      warning(
        'Token and pixel were not tried: with --send-test or --test-event-code one event named TwinbeamDoctor is sent, which Meta keeps.',
      ),
    ];
  }
  // A name of its own: Meta keeps a test event like any other, and uses it for measurement and targeting.
  const message = {
    type: 'track',
    event: 'TwinbeamDoctor',
    context: { userAgent: 'twinbeam doctor', fbp: `fb.1.${Date.now()}.1`, page: { url: 'https://example.com/' } },
  };
  const mapped = toServerEvent(message, pixel.settings, { now: Date.now(), createId: () => `doctor-${Date.now()}` });
  if (!('event' in mapped))
    return [warning('The settings do not let the event TwinbeamDoctor through, so nothing was sent.')];
  const http = createFetch();
  try {
    // A person waits for the response, not a queue.
    const patientTimeoutMs = Math.max(timeoutMs, 10_000);
    const target = { pixelId, graphUrl, graphVersion, timeoutMs: patientTimeoutMs, fetch: http.fetch };
    const { traceId } = await createGraphClient({ ...pixel, ...target }).send([JSON.stringify(mapped.event)]);
    const trace = traceId ? ` (trace ${traceId})` : '';
    return [
      good(
        `Meta has accepted the event TwinbeamDoctor for pixel ${pixelId}${trace}${pixel.testEventCode ? '; see it under Test events' : ''}. It stays in the pixel’s statistics.`,
      ),
    ];
  } catch (error) {
    return [bad(`Pixel ${pixelId}: ${(error as Error).message}`)];
  } finally {
    await http.close();
  }
}
