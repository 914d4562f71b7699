import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type Express, type Request, type Response } from 'express';
import type { EventStore } from './event-store.js';
import type { Fault } from './fault.js';
import type { Faults } from './faults.js';
import { createGraphEndpoint } from './graph/endpoint.js';
import { createConfigurationEndpoint } from './pixel/configuration-endpoint.js';
import { createPixelEndpoint, sendPicture } from './pixel/endpoint.js';
import { createLibraryEndpoint } from './pixel/library-endpoint.js';
import { type PixelConfigurations, parsePixelConfiguration } from './pixel/pixel-configurations.js';

const publicFolder = fileURLToPath(new URL('public/', import.meta.url));

/** The state that the routes use. */
export interface RoutesContext {
  store: EventStore;
  faults: Faults;
  pixels: PixelConfigurations;
  /** Path of a file to serve in place of the Pixel library's stand-in. */
  pixelLibrary?: string | undefined;
  /** Returns milliseconds since 1970. */
  now: () => number;
}

/** Creates the sandbox's Express application: Graph, the Pixel, the API, and the page that shows both legs. */
export function createRoutes(context: RoutesContext): Express {
  const app = express();
  app.disable('x-powered-by');
  addMetaRoutes(app, context);
  addApiRoutes(app, context);
  app.use(express.static(publicFolder));
  return app;
}

function addMetaRoutes(app: Express, { store, faults, pixels, pixelLibrary, now }: RoutesContext): void {
  app.post(
    '/:version/:pixel/events',
    faults.apply('graph'),
    express.json({ limit: '20mb' }),
    createGraphEndpoint(store, now),
  );
  app.get(
    '/en_US/fbevents.js',
    faults.apply('pixel'),
    createLibraryEndpoint(pixelLibrary ?? join(publicFolder, 'fbevents.js')),
  );
  app.get('/signals/config/:pixel', faults.apply('pixel'), createConfigurationEndpoint(pixels));
  app.get('/privacy_sandbox/pixel/register/trigger', sendPicture);
  app.use(
    '/tr',
    faults.apply('pixel'),
    express.text({ type: () => true, limit: '1mb' }),
    createPixelEndpoint(store, now),
  );
}

function addApiRoutes(app: Express, { store, faults, pixels }: RoutesContext): void {
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
    faults.add(fault as Fault);
    res.sendStatus(204);
  });
  app.delete('/api/faults', (_req, res) => {
    faults.clear();
    res.sendStatus(204);
  });
  app.get('/api/pixels', (_req, res) => void res.json({ pixels: pixels.list() }));
  app.put('/api/pixels/:pixel', express.json(), (req, res) => {
    const configuration = parsePixelConfiguration(req.body);
    if (!configuration) {
      const error =
        'The fields are firstPartyCookies, automaticEvents, automaticMatching and missing (booleans), and delayMs (a number).';
      return void res.status(400).json({ error });
    }
    pixels.set(String(req.params.pixel), configuration);
    res.sendStatus(204);
  });
  app.get('/api/stream', (req, res) => streamChanges(store, req, res));
}

/** Sends a server-sent event at once, and one after each change. */
function streamChanges(store: EventStore, req: Request, res: Response): void {
  const sendChange = () => res.write('data: change\n\n');
  res.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  res.flushHeaders();
  sendChange();
  req.on('close', store.onChange(sendChange));
}
