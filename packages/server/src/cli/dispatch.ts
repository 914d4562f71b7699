import type { Command } from 'commander';
import { createTwinbeam } from '../create-twinbeam.js';
import { createLogger } from '../log/logger.js';
import { TwinbeamOptionsError } from '../options/options-error.js';
import { OutboxError } from '../outbox/outbox.js';
import type { Twinbeam } from '../twinbeam.js';
import { createCommand } from './create-command.js';
import { parsePort } from './parse-port.js';
import { wait } from './wait.js';
import { createWatchServer, type WatchServer } from './watch-server.js';

/**
 * Creates `twinbeam dispatch`, which sends the events that other processes accept. Pixel, token and outbox come from
 * the environment.
 */
export const createDispatchCommand = (): Command =>
  createCommand({
    name: 'dispatch',
    summary: 'Sends pending events without a web server, for web servers that run with dispatch: false.',
    details:
      'Reads META_PIXEL_ID and META_ACCESS_TOKEN, or TWINBEAM_PIXELS for several pixels, TWINBEAM_OUTBOX and the other variables that the server reads.',
    examples: [
      [
        'twinbeam dispatch --metrics-port 9464',
        'Sends the events that servers with dispatch: false accept, and serves metrics.',
      ],
    ],
  })
    .option(
      '--metrics-port <port>',
      'serves /health and /health/ready on this port, and /metrics to requests with the bearer token TWINBEAM_METRICS_TOKEN',
      parsePort,
    )
    .option('--metrics-host <address>', 'the local address on which the port is opened', 'localhost')
    .action(dispatch);

async function dispatch({ metricsPort, metricsHost }: { metricsPort?: number; metricsHost: string }): Promise<void> {
  checkEnvironment(metricsPort);
  const logger = createLogger();
  // TWINBEAM_DISPATCH=off in an environment that all processes share is meant for the web servers.
  const twinbeam = createTwinbeam({ logger, dispatch: true, mode: 'live' });
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
  let watchServer: WatchServer | undefined;
  try {
    if (metricsPort !== undefined) {
      watchServer = await createWatchServer(twinbeam, metricsPort, metricsHost);
      logger.info({ port: watchServer.port }, 'serving /health and /metrics');
    }
    await waitForEngine(twinbeam, stop.signal);
    if (!stop.signal.aborted) logger.info({}, 'dispatching');
    // Sending runs in the background; this keeps the process alive while there is nothing to send.
    while (!stop.signal.aborted) await wait(60_000, stop.signal);
  } finally {
    await twinbeam.close();
    watchServer?.close();
  }
}

function checkEnvironment(metricsPort: number | undefined): void {
  if (process.env.TWINBEAM_OUTBOX === 'memory:') {
    throw new OutboxError(
      'unavailable',
      "TWINBEAM_OUTBOX is 'memory:', which no other process can write to; name the web server's outbox, lmdb:PATH or nats://HOST:PORT.",
    );
  }
  if (process.env.TWINBEAM_MODE === 'dry') {
    throw new TwinbeamOptionsError(['TWINBEAM_MODE is dry: each server in this mode has its own outbox.']);
  }
  if (metricsPort !== undefined && !process.env.TWINBEAM_METRICS_TOKEN) {
    throw new TwinbeamOptionsError([
      '--metrics-port needs a bearer token, otherwise everybody could read the metrics: set TWINBEAM_METRICS_TOKEN.',
    ]);
  }
}

/** Waits while the engine cannot be reached. Rejects with an error that somebody must fix. */
async function waitForEngine(twinbeam: Twinbeam, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await twinbeam.stats();
      return;
    } catch (error) {
      if (!(error instanceof OutboxError) || error.code !== 'unavailable') throw error;
      await wait(1_000, signal);
    }
  }
}
