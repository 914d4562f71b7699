import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type ErrorRequestHandler, type Express } from 'express';
import type { EventStore } from '../events/event-store.js';
import { type Fault, findFaultProblem } from '../faults/fault.js';
import type { Faults } from '../faults/faults.js';
import { addPageApi } from '../page-api/routes.js';
import { createConfigurationEndpoint } from '../pixel/configuration-endpoint.js';
import { createPixelEndpoint, sendPicture } from '../pixel/endpoint.js';
import { createLibraryEndpoint } from '../pixel/library-endpoint.js';
import { type PixelConfigurations, parsePixelConfiguration } from '../pixel/pixel-configurations.js';
import { sendEmptyPlugin } from '../pixel/plugin-endpoint.js';
import { refuseUnknownPixels } from '../strict/refuse-unknown-pixels.js';
import type { StrictOptions } from '../strict/strict-options.js';
import { createGraphEndpoint } from './graph-endpoint.js';
import { createGuard } from './guard.js';
import { createQualityEndpoint } from './quality-endpoint.js';

const publicFolder = fileURLToPath(new URL('public/', import.meta.url));

/** The state that the routes use. */
export interface RoutesContext {
  store: EventStore;
  faults: Faults;
  pixels: PixelConfigurations;
  /** Path of a file to serve instead of the stand-in for the Pixel library. */
  pixelLibrary?: string | undefined;
  /** Returns milliseconds since 1970. */
  now: () => number;
  /** The pixels and tokens that are accepted. Default: any. */
  accept: Pick<StrictOptions, 'pixels' | 'tokens'>;
  /** Whether placeholders for tokens are refused. */
  strict: boolean;
  /** Access token of the page. */
  pageToken: string;
  /** Host names for which the page is served, in addition to local ones. */
  hosts: string[];
}

/** Creates the sandbox's Express application: Graph, the Pixel, the API, and the page that shows both legs. */
export function createRoutes(context: RoutesContext): Express {
  const app = express();
  app.disable('x-powered-by');
  addMetaRoutes(app, context);
  app.use(createGuard(context.hosts));
  addPageApi(app, context);
  addApiRoutes(app, context);
  app.use(express.static(publicFolder));
  app.use(handleError);
  return app;
}

/** Responds to an unreadable request, without the stack trace and paths that Express's own handler shows. */
const handleError: ErrorRequestHandler = (error: { status?: number; message?: string }, _req, res, next) => {
  if (res.headersSent) return next(error);
  const { status = 500, message } = error;
  res.status(status).json({ error: status < 500 ? message : 'The sandbox could not respond.' });
};

function addMetaRoutes(app: Express, context: RoutesContext): void {
  const { store, faults, pixels, pixelLibrary, now, accept } = context;
  app.post(
    '/:version/:pixel/events',
    faults.apply('graph'),
    express.json({ limit: '20mb' }),
    createGraphEndpoint(context),
  );
  app.get('/:version/dataset_quality', faults.apply('graph'), createQualityEndpoint(context));
  app.get(
    '/en_US/fbevents.js',
    faults.apply('pixel'),
    createLibraryEndpoint(pixelLibrary ?? join(publicFolder, 'fbevents.js')),
  );
  app.get('/signals/config/:pixel', faults.apply('pixel'), createConfigurationEndpoint(pixels));
  app.get('/signals/plugins/:file', sendEmptyPlugin);
  app.get('/privacy_sandbox/pixel/register/trigger', sendPicture);
  app.use(
    '/tr',
    faults.apply('pixel'),
    express.text({ type: () => true, limit: '1mb' }),
    createPixelEndpoint(refuseUnknownPixels(store, accept), now),
  );
}

function addApiRoutes(app: Express, { store, faults, pixels }: RoutesContext): void {
  app.get('/api/events', (_req, res) => void res.json({ events: store.list() }));
  app.delete('/api/events', (_req, res) => {
    store.clear();
    res.sendStatus(204);
  });
  app.get('/api/refused', (_req, res) => void res.json({ refused: store.refused() }));
  app.get('/api/summary', (_req, res) => void res.json(store.summary()));
  app.get('/api/faults', (_req, res) => void res.json({ faults: faults.list() }));
  app.put('/api/faults', express.json(), (req, res) => {
    const error = findFaultProblem(req.body);
    if (error) return void res.status(400).json({ error });
    faults.add(req.body as Fault);
    res.sendStatus(204);
  });
  app.delete('/api/faults', (req, res) => {
    faults.clear(typeof req.query.name === 'string' ? req.query.name : undefined);
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
}
