import type { Express, Request, Response } from 'express';
import { analyseEvents } from '../analysis/analyse-events.js';
import type { EventStore } from '../events/event-store.js';
import type { Faults } from '../faults/faults.js';
import type { PageState, TimelineIds } from './card.js';
import { selectCards } from './select-cards.js';
import { findCards } from './to-card.js';

/** Collaborators of the page's routes. */
export interface PageApiContext {
  store: EventStore;
  faults: Faults;
  pageToken: string;
}

/** The maximum number of cards in a response. */
const maxCards = 200;
/** The minimum time between two messages of a stream, in milliseconds. */
const streamIntervalMs = 100;

/** Adds the routes that only the page uses. Their formats may change with each version. */
export function addPageApi(app: Express, { store, faults, pageToken }: PageApiContext): void {
  app.get('/api/page/state', (_req, res) => {
    const state: PageState = {
      version: store.version(),
      pageToken,
      limit: store.limit,
      forgotten: store.forgotten(),
      faults: faults.list(),
    };
    res.json(state);
  });
  app.get('/api/page/timeline', (req, res) => {
    const filter = toFilter(req);
    const ids = selectCards(store, filter);
    const total = filter.state || filter.name || filter.text ? selectCards(store, noFilter).length : ids.length;
    res.json({ ids, total } satisfies TimelineIds);
  });
  app.get('/api/page/cards', (req, res) => {
    const ids = String(req.query.ids ?? '').split(',', maxCards);
    res.json({ cards: findCards(ids.map(Number), store) });
  });
  app.get('/api/page/analysis', (_req, res) => void res.json(analyseEvents(store)));
  app.get('/api/page/export', (req, res) => exportCards(store, selectCards(store, toFilter(req)), res));
  app.get('/api/stream', (req, res) => streamChanges(store, req, res));
}

const noFilter = { state: '', name: '', text: '' };

const toFilter = ({ query }: Request) => ({
  state: String(query.state ?? ''),
  name: String(query.name ?? ''),
  text: String(query.text ?? ''),
});

/** Sends cards as NDJSON, a few at a time, so that a large export does not block the sandbox. */
async function exportCards(store: EventStore, ids: number[], res: Response): Promise<void> {
  res.set({
    'content-type': 'application/x-ndjson',
    'content-disposition': 'attachment; filename="twinbeam-events.ndjson"',
  });
  for (let start = 0; start < ids.length && !res.destroyed; start += maxCards) {
    const lines = findCards(ids.slice(start, start + maxCards), store).map((card) => `${JSON.stringify(card)}\n`);
    const isFull = !res.write(lines.join(''));
    await new Promise<void>((resolve) => {
      if (!isFull || res.destroyed) return void setImmediate(resolve);
      res.once('drain', resolve);
      res.once('close', resolve);
    });
  }
  res.end();
}

/** Sends a server-sent event at once, and then after changes, at most ten per second. */
function streamChanges(store: EventStore, req: Request, res: Response): void {
  let timer: NodeJS.Timeout | undefined;
  let hasChanged = false;
  const sendChange = () => {
    hasChanged = false;
    res.write(`data: ${store.version()}\n\n`);
    timer = setTimeout(() => {
      timer = undefined;
      if (hasChanged) sendChange();
    }, streamIntervalMs);
  };
  res.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  res.flushHeaders();
  sendChange();
  const removeListener = store.onChange(() => {
    hasChanged = true;
    if (!timer) sendChange();
  });
  req.on('close', () => {
    removeListener();
    clearTimeout(timer);
  });
}
