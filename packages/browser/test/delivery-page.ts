import { vi } from 'vitest';
import { openPage, type PageOptions } from './open-page.js';

/** Creates a response of the server's with a status and nothing else. */
export const respond =
  (status: number, headers = {}) =>
  () =>
    new Response('', { status, headers });

/** The response of a server that has taken the messages. */
export const taken = () => new Response('{"results":[]}', { status: 202 });

/** The tabs that are open die, with everything they had scheduled. */
export const die = () => vi.clearAllTimers();

/** Opens a page whose address has personal data, and whose server takes everything. */
export const open = (options: PageOptions = {}) =>
  openPage({ url: 'https://www.shop.example/a?email=ada%40example.com', responses: [taken], ...options });
