import { createGraphClient } from '../../graph/client.js';
import { explainGraphError } from '../../graph/explain-graph-error.js';
import { type GraphBase, toGraphUrl } from '../../graph/graph-url.js';
import { createHttpClient } from '../../graph/http.js';
import { toServerEvent } from '../../mapping/to-server-event.js';
import type { ResolvedOptions, ResolvedPixel } from '../../options/resolve-options.js';
import { bad, type Check, good, warning } from './check.js';

/** Compares the clock with the `Date` header of Graph's response, whatever the status of the response. */
export async function checkClock(graph: GraphBase): Promise<Check[]> {
  try {
    const url = toGraphUrl(graph, 'dataset_quality');
    const response = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(5_000) });
    const aheadMs = Date.now() - Date.parse(response.headers.get('date') ?? '');
    if (Number.isNaN(aheadMs)) return [warning('Meta’s response has no Date header, so the clock was not checked.')];
    if (Math.abs(aheadMs) < 60_000) return [good('The clock is accurate to within a minute.')];
    const text = `The clock is ${Math.round(Math.abs(aheadMs) / 1000)} s ${aheadMs > 0 ? 'fast' : 'slow'}`;
    return [bad(`${text}: events get wrong times, and Meta may refuse them. Synchronise it (NTP).`)];
  } catch {
    return [bad(`${graph.graphUrl} cannot be reached: does a firewall or proxy block it?`)];
  }
}

/** Checks whether the library that sends requests to Meta can be loaded. */
export async function checkHttpClient(client = createHttpClient()): Promise<Check[]> {
  try {
    await client.load();
    await client.close();
    return [];
  } catch (error) {
    return [bad((error as Error).message)];
  }
}

/** Checks token and pixel by sending a test event, if there is a test event code or `sendTest` is set. */
export async function checkToken(
  options: ResolvedOptions,
  pixel: ResolvedPixel,
  { sendTest, readMs }: { sendTest: boolean; readMs: () => number },
): Promise<Check[]> {
  const { pixelId } = pixel.settings;
  if (!pixel.testEventCode && !sendTest) {
    return [
      warning(
        'Token and pixel were not tested: --send-test or --test-event-code sends an event named TwinbeamDoctor, which Meta keeps.',
      ),
    ];
  }
  // The event has its own name because Meta keeps a test event like any other, and uses it for measurement and
  // targeting.
  const message = {
    type: 'track',
    event: 'TwinbeamDoctor',
    context: { userAgent: 'twinbeam doctor', fbp: `fb.1.${Date.now()}.1`, page: { url: 'https://example.com/' } },
  };
  const mapped = toServerEvent(message, pixel.settings, { now: Date.now(), createId: () => `doctor-${Date.now()}` });
  if (!('event' in mapped)) return [warning('The settings exclude the event TwinbeamDoctor, so nothing was sent.')];
  try {
    return await sendTestEvent(JSON.stringify(mapped.event), options, pixel, readMs);
  } catch (error) {
    return [
      bad(`Pixel ${pixelId}: ${(error as Error).message.replace(/\.$/, '')}. ${explainGraphError(error, pixelId)}`),
    ];
  }
}

async function sendTestEvent(
  json: string,
  { graphUrl, graphVersion, timeoutMs }: ResolvedOptions,
  pixel: ResolvedPixel,
  readMs: () => number,
): Promise<Check[]> {
  const { pixelId } = pixel.settings;
  const http = createHttpClient();
  try {
    // A person is waiting for the response, not a queue, so the time limit is longer.
    const patientTimeoutMs = Math.max(timeoutMs, 10_000);
    const target = { pixelId, graphUrl, graphVersion, timeoutMs: patientTimeoutMs, fetch: http.fetch };
    const startedAt = readMs();
    const { traceId } = await createGraphClient({ ...pixel, ...target }).send([json]);
    const tookMs = readMs() - startedAt;
    const trace = traceId ? ` (trace ${traceId})` : '';
    const accepted = good(
      `Meta has accepted the event TwinbeamDoctor for pixel ${pixelId}${trace}${pixel.testEventCode ? '; see it under Test events' : ''}. It stays in the pixel’s statistics.`,
    );
    return tookMs < timeoutMs ? [accepted] : [accepted, createSlowWarning(tookMs, timeoutMs)];
  } finally {
    await http.close();
  }
}

const toSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const createSlowWarning = (tookMs: number, timeoutMs: number): Check =>
  warning(
    `Meta responded after ${toSeconds(tookMs)}, later than timeoutMs (${toSeconds(timeoutMs)}): run twinbeam doctor again; if it stays slow, look at the network and proxies of this machine, or set a larger timeoutMs.`,
  );
