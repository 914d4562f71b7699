import { fileURLToPath } from 'node:url';
import express, { type Express, type Request } from 'express';
import type { EventStore } from './event-store.js';
import type { Fault, Faults } from './faults.js';
import { graphEndpoint } from './graph-endpoint.js';
import { arrivalOfHit } from './pixel-hit.js';

const publicFolder = fileURLToPath(new URL('public/', import.meta.url));
/** The smallest transparent picture, which is what the real endpoint answers. */
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** The sandbox's routes: Graph, the Pixel, and a page to watch both. */
export function createApp(store: EventStore, faults: Faults, now: () => number): Express {
  const app = express();
  app.disable('x-powered-by');

  app.post(
    '/:version/:pixel/events',
    faults.apply('graph'),
    express.json({ limit: '20mb' }),
    graphEndpoint(store, now),
  );

  app.get('/en_US/fbevents.js', faults.apply('pixel'), (_req, res) => {
    res.set({ 'cache-control': 'no-store', 'cross-origin-resource-policy': 'cross-origin' });
    res.sendFile('fbevents.js', { root: publicFolder });
  });
  app.use('/tr', faults.apply('pixel'), express.text({ type: () => true, limit: '1mb' }), (req, res) => {
    const arrival = arrivalOfHit(hitParameters(req), now());
    if (arrival) store.add(arrival);
    res.set({
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    });
    res.type('gif').send(pixel);
  });

  app.get('/api/events', (_req, res) => void res.json({ events: store.list() }));
  app.delete('/api/events', (_req, res) => {
    store.clear();
    res.sendStatus(204);
  });
  app.get('/api/summary', (_req, res) => void res.json(store.summary()));
  app.get('/api/faults', (_req, res) => void res.json({ faults: faults.list() }));
  app.put('/api/faults', express.json(), (req, res) => {
    const fault = req.body as Partial<Fault> | undefined;
    if (fault?.target !== 'graph' && fault?.target !== 'pixel') {
      return void res.status(400).json({ error: "target must be 'graph' or 'pixel'." });
    }
    faults.set(fault as Fault);
    res.sendStatus(204);
  });
  app.delete('/api/faults', (_req, res) => {
    faults.clear();
    res.sendStatus(204);
  });
  app.get('/api/stream', (req, res) => {
    res.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    res.flushHeaders();
    res.write('data: change\n\n');
    const stop = store.onChange(() => res.write('data: change\n\n'));
    req.on('close', stop);
  });
  app.use(express.static(publicFolder));
  return app;
}

/** Of a GET, a form, or the multipart body of a beacon. */
function hitParameters(req: Request): [string, string][] {
  const query = [...new URL(req.originalUrl, 'http://sandbox').searchParams];
  const body = typeof req.body === 'string' ? req.body : '';
  const boundary = /boundary=([^;]+)/.exec(req.get('content-type') ?? '')?.[1];
  if (!boundary) return [...query, ...new URLSearchParams(body)];
  const parts = body.split(`--${boundary}`).flatMap((part) => {
    const match = /name="([^"]*)"[^\r\n]*\r\n\r\n([\s\S]*)\r\n$/.exec(part);
    return match ? [[match[1], match[2]] as [string, string]] : [];
  });
  return [...query, ...parts];
}
