import { OutboxError } from '../outbox/outbox.js';
import type { TwinbeamStats } from '../twinbeam.js';
import type { TwinResponse } from './routes.js';

/**
 * `GET /twin/health`: 200 while events can be stored, else 503 with the reason in a word. Of the engine it tells the
 * name alone, because everybody may ask.
 */
export const createHealth =
  (stats: () => Promise<TwinbeamStats>, isClosing: () => boolean) => async (): Promise<TwinResponse> => {
    const headers = { 'cache-control': 'no-store' };
    if (isClosing()) return { status: 503, headers, json: { status: 'closing' } };
    try {
      const { engine, ...counts } = await stats();
      return { status: 200, headers, json: { status: 'ok', outbox: engine.name, ...counts } };
    } catch (error) {
      if (!(error instanceof OutboxError)) throw error;
      return { status: 503, headers, json: { status: error.code } };
    }
  };
