// A shop that shuts down on SIGTERM as shown in the README: node host.mjs GRAPH-URL OUTBOX express|http TIMEOUT-MS. It
// prints the port, and the result of the shutdown.
import { createServer } from 'node:http';
import { createTwinbeam } from '@twinbeam/server';
import { twinbeamExpress } from '@twinbeam/server/express';
import express from 'express';

const [graphUrl, outbox, host, timeoutMs] = process.argv.slice(2);
const ignore = () => undefined;
const twinbeam = createTwinbeam({
  pixelId: '1',
  accessToken: 't',
  graphUrl,
  outbox,
  rateLimit: { enabled: false },
  collect: { maxDelayMs: 60_000 },
  logger: { info: ignore, warn: ignore, error: ignore },
});

const identity = { fbp: 'fb.1.1700000000000.42', userAgent: 'test', url: 'https://s.example/' };
const track = async (req, res) => {
  const eventId = new URL(req.url, 'http://s').searchParams.get('id');
  const { status } = await twinbeam.track('Lead', {}, { identity, eventId });
  res.writeHead(status === 'accepted' ? 200 : 503).end(status);
};
/** A response that never ends. */
const stream = (_req, res) => void res.write('…');

let server;
if (host === 'express') {
  const app = express();
  app.use(twinbeamExpress(twinbeam));
  app.get('/track', track);
  app.get('/stream', stream);
  server = app.listen(0);
} else server = createServer((req, res) => (req.url === '/stream' ? stream : track)(req, res)).listen(0);
server.on('listening', () => process.stdout.write(`${server.address().port}\n`));

process.once('SIGTERM', async () => {
  await twinbeam.close({ server, timeoutMs: Number(timeoutMs) });
  // Connections that are still open are cut by the end of the process, not by `close`.
  server.getConnections((_error, count) => {
    process.stdout.write(`closed with ${count} connections\n`);
    process.exit(0);
  });
});
