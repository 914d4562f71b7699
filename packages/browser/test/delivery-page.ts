import { vi } from 'vitest';
import { openPage, type PageOptions } from './open-page.js';

/** Creates a server response that has only a status. */
export const respond =
  (status: number, headers = {}) =>
  () =>
    new Response('', { status, headers });

/** The response of a server that has accepted the messages. */
export const taken = () => new Response('{"results":[]}', { status: 202 });

/** Ends the open tabs, with everything they had scheduled. */
export const die = () => vi.clearAllTimers();

/** Opens a page whose URL has personal data, and whose server accepts everything. */
export const open = (options: PageOptions = {}) =>
  openPage({ url: 'https://www.shop.example/a?email=ada%40example.com', responses: [taken], ...options });
