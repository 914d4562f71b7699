import type { Request, RequestHandler, Response } from 'express';
import type { EventStore } from '../events/event-store.js';
import { parseHit } from './parse-hit.js';

/** The smallest transparent GIF, which is what Meta's endpoint returns. */
const transparentGif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** Creates the handler of `GET|POST /tr/`. It stores the event of a hit and returns a picture, as Meta does. */
export const createPixelEndpoint =
  (store: EventStore, now: () => number): RequestHandler =>
  (req, res) => {
    const arrival = parseHit(readParameters(req), now());
    if (arrival) store.add(arrival);
    sendPicture(req, res);
  };

/** Returns a picture, as the endpoints of Meta do. */
export function sendPicture(_req: Request, res: Response): void {
  res.set({
    'cache-control': 'no-store',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
  });
  res.type('gif').send(transparentGif);
}

/** Reads the parameters of the query, and those of the body: a form, multipart or not, or a beacon. */
function readParameters(req: Request): [string, string][] {
  const query = [...new URL(req.originalUrl, 'http://sandbox').searchParams];
  const body = typeof req.body === 'string' ? req.body : '';
  const boundary = /boundary=([^;]+)/.exec(req.get('content-type') ?? '')?.[1];
  if (!boundary) return [...query, ...new URLSearchParams(body)];
  const parts = body.split(`--${boundary}`).flatMap((part) => {
    const match = /name="([^"]*)"[^\r\n]*\r\n\r\n([\s\S]*)\r\n$/.exec(part);
    // In names of multipart forms browsers escape the quotation mark.
    return match ? [[match[1]?.replaceAll('%22', '"'), match[2]] as [string, string]] : [];
  });
  return [...query, ...parts];
}
