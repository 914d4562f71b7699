import { setTimeout } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { createTwinbeam } from '../create-twinbeam.js';
import { createLogger } from '../logger.js';
import { TwinbeamOptionsError } from '../options/options.js';
import { OutboxError } from '../outbox/outbox.js';
import type { Twinbeam } from '../twinbeam.js';
import { createWatchServer, type WatchServer } from './watch-server.js';

const pause = (ms: number, signal: AbortSignal): Promise<unknown> =>
  setTimeout(ms, undefined, { signal }).catch(() => undefined);

/** An engine that is away comes back; what somebody must mend ends the process. */
async function waitUntilReady(kit: Twinbeam, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      return await kit.ready();
    } catch (error) {
      if (!(error instanceof OutboxError) || error.code !== 'unavailable') throw error;
      await pause(1_000, signal);
    }
  }
}

/** `twinbeam dispatch`: sends what other processes accept. Pixel, token and outbox come from the environment. */
export const dispatchCommand = (): Command =>
  new Command('dispatch')
    .description(
      'Sends what waits, without a web server: for web servers that run with dispatch: false. Reads META_PIXEL_ID, META_ACCESS_TOKEN, TWINBEAM_OUTBOX and the other variables that the server reads.',
    )
    .option(
      '--metrics-port <port>',
      'serves /health there, and /metrics to whoever has the bearer token TWINBEAM_METRICS_TOKEN',
      parsePort,
    )
    .action(async ({ metricsPort }: { metricsPort?: number }) => {
      if (process.env.TWINBEAM_OUTBOX === 'memory:') {
        throw new OutboxError(
          'unavailable',
          "TWINBEAM_OUTBOX is 'memory:', which no other process can fill; name the web server's outbox, lmdb:PATH or nats://HOST:PORT.",
        );
      }
      const logger = createLogger();
      if (metricsPort !== undefined && !process.env.TWINBEAM_METRICS_TOKEN) {
        throw new TwinbeamOptionsError([
          '--metrics-port needs a bearer token, else everybody could read them: set TWINBEAM_METRICS_TOKEN.',
        ]);
      }
      // TWINBEAM_DISPATCH=off in a common environment is meant for the web servers.
      const kit = createTwinbeam({ logger, dispatch: true });
      const told = new AbortController();
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => told.abort());
      let watch: WatchServer | undefined;
      try {
        if (metricsPort !== undefined) {
          watch = await createWatchServer(kit, metricsPort);
          logger.info({ port: watch.port }, 'serving /health and /metrics');
        }
        await waitUntilReady(kit, told.signal);
        if (!told.signal.aborted) logger.info({}, 'dispatching');
        // Sending runs by itself; this keeps the process alive while there is nothing to send.
        while (!told.signal.aborted) await pause(60_000, told.signal);
      } finally {
        await kit.close();
        watch?.close();
      }
    });

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('It must be a port, from 0 (any) to 65535.');
  return port;
}
