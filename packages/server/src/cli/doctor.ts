import { Command } from 'commander';
import { createGraphClient } from '../graph/client.js';
import { createFetch } from '../graph/http.js';
import { toServerEvent } from '../mapping/to-server-event.js';
import { type ResolvedOptions, type ResolvedPixel, resolveOptions } from '../options/options.js';
import { withOutbox } from './outbox-option.js';

/** What a check has found: `bad` is what loses events, `look` what somebody should know. */
type Finding = [mark: 'good' | 'look' | 'bad', text: string];

const marks = { good: '✓', look: '!', bad: '✗' };
const minute = 60_000;

/** `twinbeam doctor`: looks whether events can get through, and says what is in their way. */
export const doctorCommand = (): Command =>
  new Command('doctor')
    .description(
      'Checks outbox, token, pixel, clock and site, and says what is wrong. Reads the environment as the server does. Ends with 1 when something is.',
    )
    .option('--site <url>', 'a page of the site: whether script, routes and cookies are as they should be there')
    .option(
      '--test-event-code <code>',
      'from Events Manager, Test events: one event is sent with it, which is shown there and not counted',
    )
    .action(async ({ site, testEventCode }: { site?: string; testEventCode?: string }) => {
      const options = resolveOptions({ ...(testEventCode && { testEventCode }) });
      const [pixel] = options.pixels as [ResolvedPixel];
      const checks = [
        checkOutbox(options),
        checkClock(options),
        checkToken(options, pixel),
        site && checkSite(site, pixel),
      ];
      let failed = false;
      for (const check of checks) {
        for (const [mark, text] of (check && (await check)) || []) {
          process.stdout.write(`${marks[mark]} ${text}\n`);
          failed ||= mark === 'bad';
        }
      }
      if (failed) process.exitCode = 1;
    });

async function checkOutbox({ outbox: line }: ResolvedOptions): Promise<Finding[]> {
  if (typeof line !== 'string' || line === 'memory:') {
    return [['look', "The outbox is in memory: what waits is lost with the process. 'lmdb:PATH' keeps it."]];
  }
  try {
    const { pending, oldest, deadLetters, engine } = await withOutbox(line, (outbox) => outbox.stats());
    const { name, ...details } = engine;
    const said = Object.entries(details).map(([key, value]) => `${key} ${value}`);
    const findings: Finding[] = [['good', `The outbox opens: ${[name, ...said].join(', ')}.`]];
    if (name === 'nats' && Number(engine.replicas) < 3) {
      findings.push([
        'look',
        'Each event is on one node: with that node’s disk it is lost. Three replicas on three nodes keep it.',
      ]);
    }
    const ageMs = oldest === undefined ? 0 : Date.now() - oldest;
    const waits = `${pending} events wait${ageMs > 0 ? `, the oldest for ${Math.round(ageMs / minute)} minutes` : ''}`;
    if (ageMs > 60 * minute) findings.push(['bad', `${waits}: is a dispatcher running, and is its pixel paused?`]);
    else findings.push(['good', `${waits}.`]);
    if (deadLetters > 0) findings.push(['look', `${deadLetters} events were set aside; twinbeam dead list says why.`]);
    return findings;
  } catch (error) {
    return [['bad', (error as Error).message]];
  }
}

async function checkClock({ graphUrl }: ResolvedOptions): Promise<Finding[]> {
  try {
    const answer = await fetch(graphUrl, { method: 'HEAD', signal: AbortSignal.timeout(5_000) });
    const offMs = Date.now() - Date.parse(answer.headers.get('date') ?? '');
    if (Number.isNaN(offMs)) return [['look', 'Meta’s answer tells no time, so the clock is not checked.']];
    if (Math.abs(offMs) < minute) return [['good', 'The clock is right within a minute.']];
    const text = `The clock is ${Math.round(Math.abs(offMs) / 1000)} s ${offMs > 0 ? 'fast' : 'slow'}`;
    return [['bad', `${text}: events get wrong times, and Meta may refuse them. Synchronise it (NTP).`]];
  } catch {
    return [['bad', `${graphUrl} does not answer: does a firewall or proxy stand in the way?`]];
  }
}

async function checkToken(
  { graphUrl, graphVersion, timeoutMs }: ResolvedOptions,
  pixel: ResolvedPixel,
): Promise<Finding[]> {
  const { pixelId } = pixel.settings;
  if (!pixel.testEventCode) {
    return [
      ['look', 'Token and pixel were not tried: give --test-event-code, and one event is sent that does not count.'],
    ];
  }
  const message = {
    type: 'page',
    context: { userAgent: 'twinbeam doctor', fbp: `fb.1.${Date.now()}.1`, page: { url: 'https://example.com/' } },
  };
  const mapped = toServerEvent(message, pixel.settings, { now: Date.now(), createId: () => `doctor-${Date.now()}` });
  if (!('event' in mapped)) return [['look', 'The settings let no page view through, so nothing was sent.']];
  const http = createFetch();
  try {
    // A person waits for it, not a queue.
    const where = { pixelId, graphUrl, graphVersion, timeoutMs: Math.max(timeoutMs, 10_000), fetch: http.fetch };
    const { traceId } = await createGraphClient({ ...pixel, ...where }).send([JSON.stringify(mapped.event)]);
    const trace = traceId ? ` (trace ${traceId})` : '';
    return [['good', `Meta has taken a test event for pixel ${pixelId}${trace}; see it under Test events.`]];
  } catch (error) {
    return [['bad', `Pixel ${pixelId}: ${(error as Error).message}`]];
  } finally {
    await http.close();
  }
}

async function checkSite(site: string, { settings: { pixelId } }: ResolvedPixel): Promise<Finding[]> {
  try {
    const get = (url: string) => fetch(url, { signal: AbortSignal.timeout(10_000) });
    const html = await (await get(site)).text();
    const found = /<script[^>]*\ssrc="([^"]*\/t\.js)"/.exec(html)?.[1];
    if (!found) return [['bad', `${site} has no script tag: put twinbeam.scriptTag() into its head.`]];
    const address = new URL(found, site);
    const script = await get(address.href);
    if (!script.ok)
      return [['bad', `${address.href} answers ${script.status}: is the middleware in the way of requests?`]];
    const health = await get(new URL('health', address).href);
    return [
      (await script.text()).includes(`"${pixelId}"`)
        ? ['good', `${address.href} is served, with pixel ${pixelId}.`]
        : ['bad', `${address.href} is served, but not with pixel ${pixelId}: has that server other variables?`],
      health.ok
        ? ['good', 'The site can store events.']
        : ['bad', `The site cannot store events: ${await health.text()}`],
    ];
  } catch (error) {
    return [['bad', `${site} cannot be read: ${(error as Error).message}`]];
  }
}
