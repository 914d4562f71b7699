// A shop's server with the default limits, and its own route.
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createTwinbeam } from '@twinbeam/server';
import { twinbeamExpress } from '@twinbeam/server/express';
import express from 'express';
import { readGiven, serveParent } from '../lib/child.mjs';

const { graphUrl, outbox } = readGiven();
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

const twinbeam = createTwinbeam({ pixelId: '1', accessToken: 't', graphUrl, outbox, logger: silent });
const app = express();
// Visitors come through a proxy, each with a different address.
app.set('trust proxy', 'loopback');
app.use(twinbeamExpress(twinbeam));
app.get('/boots', (_request, response) => response.json({ boots: 7 }));
const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');

const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();

serveParent({
  ready: { url: `http://127.0.0.1:${server.address().port}` },
  handlers: {
    /** Bytes of memory: the current value and the maximum so far. */
    memory: () => ({ now: process.memoryUsage().rss, most: process.resourceUsage().maxRSS * 1024 }),
    /** The longest delay of the event loop so far, in milliseconds. */
    delay: () => delay.max / 1e6,
    flush: () => twinbeam.flush(60_000),
  },
  stop: () => twinbeam.close(),
});
