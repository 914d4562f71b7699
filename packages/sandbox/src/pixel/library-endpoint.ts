import { readFile } from 'node:fs/promises';
import type { RequestHandler } from 'express';

/** Meta's origins in its library, and in the stand-in. */
const metaOrigins = /https:\/\/(connect\.facebook\.net|www\.facebook\.com)/g;

/**
 * Creates the handler of `GET /en_US/fbevents.js`. It serves the stand-in, or a copy of Meta's own library, and
 * replaces Meta's origin with the request's, so that configurations and hits are sent to the sandbox.
 *
 * @param path the path of the file
 */
export const createLibraryEndpoint =
  (path: string): RequestHandler =>
  async (req, res) => {
    const host = req.get('host') ?? '';
    if (!/^[\w.:[\]-]+$/.test(host)) return void res.sendStatus(400);
    const script = await readFile(path, 'utf8');
    res.set({ 'cache-control': 'no-store', 'cross-origin-resource-policy': 'cross-origin' });
    res.type('js').send(script.replace(metaOrigins, `${req.protocol}://${host}`));
  };
