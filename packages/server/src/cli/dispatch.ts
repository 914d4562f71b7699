import { Command } from 'commander';
import { createTwinbeam } from '../kit.js';
import { createLogger } from '../logger.js';
import { OutboxError } from '../outbox/outbox.js';

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
      try {
        await kit.ready();
        logger.info(await kit.stats(), 'dispatching');
      } catch (error) {
        await kit.close();
        throw error;
      }
      await new Promise((resolve) => {
        // Sending runs by itself; this keeps the process alive while there is nothing to send.
        const alive = setInterval(() => undefined, 60_000);
        for (const signal of ['SIGTERM', 'SIGINT'] as const) {
          process.once(signal, () => {
            clearInterval(alive);
            resolve(signal);
          });
        }
      });
      await kit.close();
    });
