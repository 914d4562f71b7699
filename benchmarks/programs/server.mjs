// A shop's server, of the kind that the parent process has selected.
import { once } from 'node:events';
import { createTwinbeam, mapMessage } from '@twinbeam/server';
import { twinbeamExpress } from '@twinbeam/server/express';
import express from 'express';
import { Agent, request } from 'undici';
import { readGiven, serveParent } from '../lib/child.mjs';

/** A logger without information: the server is meant to close while events are pending. */
const logger = { info: () => undefined, warn: console.warn, error: console.error };

const { kind, graphUrl, outbox, dispatch } = readGiven();

const kinds = {
  /** The cost of any route that parses JSON. */
  bare(app) {
    app.post('/twin/collect', express.json({ type: '*/*' }), (_request, response) => {
      response.status(202).json({ results: [{ status: 'accepted' }] });
    });
  },

  /** A common solution without an outbox: each event is a request to Graph, and is lost with the process. */
  direct(app) {
    const dispatcher = new Agent({ connections: 16 });
    app.post('/twin/collect', express.json({ type: '*/*' }), async ({ body }, response) => {
      const { event } = mapMessage(body.batch[0], { pixelId: '1' }, { now: Date.now() });
      const graphResponse = await request(`${graphUrl}/v26.0/1/events`, {
        dispatcher,
        method: 'POST',
        headers: { authorization: 'Bearer t', 'content-type': 'application/json' },
        body: JSON.stringify({ data: [event] }),
      });
      await graphResponse.body.json();
      response.status(202).json({ results: [{ status: 'accepted' }] });
    });
  },

  twinbeam(app) {
    // The load of a benchmark is above any sensible limit.
    const limits = { rateLimit: { enabled: false }, collect: { maxDelayMs: 60_000 } };
    const twinbeam = createTwinbeam({ pixelId: '1', accessToken: 't', graphUrl, outbox, dispatch, logger, ...limits });
    app.use(twinbeamExpress(twinbeam));
    return twinbeam;
  },
};

const app = express();
// Visitors come through a proxy, each with a different address.
app.set('trust proxy', 'loopback');
const twinbeam = kinds[kind](app);
app.get('/boots', (_request, response) => response.json({ boots: 7 }));
const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');

serveParent({
  ready: { url: `http://127.0.0.1:${server.address().port}/twin/collect` },
  handlers: {
    /** CPU seconds of all threads so far. */
    cpu: () => (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
    /** Waits until Graph has all events, unless this process does not send. */
    flush: () => (twinbeam && dispatch !== false ? twinbeam.flush(60_000) : true),
  },
  stop: () => twinbeam?.close(),
});
