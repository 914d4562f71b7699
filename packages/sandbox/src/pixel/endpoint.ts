import type { Request, RequestHandler, Response } from 'express';
import type { EventStore } from '../events/event-store.js';
import { parseHit } from './parse-hit.js';

/** The smallest transparent GIF, like the response of Meta's endpoint. */
const transparentGif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** Creates the handler of `GET|POST /tr/`. It stores the event of a hit and returns an image, like Meta. */
export const createPixelEndpoint =
  (store: EventStore, now: () => number): RequestHandler =>
  (req, res) => {
    const arrival = parseHit(readParameters(req), now());
    if (arrival) store.add(arrival);
    sendPicture(req, res);
  };

/** Responds with an image, like Meta's endpoints. */
export function sendPicture(_req: Request, res: Response): void {
  res.set({
    'cache-control': 'no-store',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
  });
  res.type('gif').send(transparentGif);
}

/** Reads the parameters in the query and in the body, which may be a form (multipart or not) or a beacon. */
function readParameters(req: Request): [string, string][] {
  const query = [...new URL(req.originalUrl, 'http://sandbox').searchParams];
  const body = typeof req.body === 'string' ? req.body : '';
  const boundary = /boundary=([^;]+)/.exec(req.get('content-type') ?? '')?.[1];
  if (!boundary) return [...query, ...new URLSearchParams(body)];
  const parts = body.split(`--${boundary}`).flatMap((part) => {
    const match = /name="([^"]*)"[^\r\n]*\r\n\r\n([\s\S]*)\r\n$/.exec(part);
    // Browsers escape quotation marks in the names of multipart forms.
    return match ? [[match[1]?.replaceAll('%22', '"'), match[2]] as [string, string]] : [];
  });
  return [...query, ...parts];
}
