import { setTimeout } from 'node:timers/promises';
import { Command } from 'commander';
import { createTwinbeam, type Twinbeam } from '../kit.js';
import { createLogger } from '../logger.js';
import { OutboxError } from '../outbox/outbox.js';

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
    .action(async () => {
      if (process.env.TWINBEAM_OUTBOX === 'memory:') {
        throw new OutboxError(
          'unavailable',
          "TWINBEAM_OUTBOX is 'memory:', which no other process can fill; name the web server's outbox, lmdb:PATH or nats://HOST:PORT.",
        );
      }
      const logger = createLogger();
      const kit = createTwinbeam({ logger });
      const told = new AbortController();
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => told.abort());
      try {
        await waitUntilReady(kit, told.signal);
        if (!told.signal.aborted) logger.info({}, 'dispatching');
        // Sending runs by itself; this keeps the process alive while there is nothing to send.
        while (!told.signal.aborted) await pause(60_000, told.signal);
      } finally {
        await kit.close();
      }
    });
