import { OutboxError } from '../outbox/outbox.js';
import type { TwinbeamStats } from '../twinbeam.js';
import type { HttpResponse } from './http-message.js';

/**
 * Creates `GET /twin/health`: 200 while events can be stored, else 503 with the reason in a word. Of the engine it tells
 * only the name, because everybody may ask.
 */
export const createHealth =
  (readStats: () => Promise<TwinbeamStats>, isClosing: () => boolean) => async (): Promise<HttpResponse> => {
    const headers = { 'cache-control': 'no-store' };
    if (isClosing()) return { status: 503, headers, json: { status: 'closing' } };
    try {
      const { engine, ...counts } = await readStats();
      return { status: 200, headers, json: { status: 'ok', outbox: engine.name, ...counts } };
    } catch (error) {
      if (!(error instanceof OutboxError)) throw error;
      return { status: 503, headers, json: { status: error.code } };
    }
  };
