import type { ServerResponse } from 'node:http';
import type { HttpResponse } from './http-message.js';

/** Writes a response to a Node `ServerResponse`, together with its headers. */
export function writeNodeResponse(response: ServerResponse, result: HttpResponse): void {
  const { status, headers = {}, text, json, stream } = result;
  const { 'set-cookie': cookies = [], ...others } = headers;
  // Appended, because the host may have set cookies of its own.
  if (cookies.length > 0) response.appendHeader('set-cookie', cookies);
  if (stream) {
    response.writeHead(status, others);
    response.flushHeaders();
    const open = (): void => {
      const stop = stream({
        write: (part) => void response.write(part),
        pendingBytes: () => response.writableLength,
        end: () => void response.end(),
      });
      response.once('close', stop);
    };
    // A pipelined request gets its socket when the responses before it are written. Until then its response is never
    // closed.
    if (!response.socket) response.once('socket', open);
    else if (!response.destroyed) open();
    return;
  }
  const body = json === undefined ? (text ?? '') : JSON.stringify(json);
  if (json !== undefined) others['content-type'] = 'application/json; charset=utf-8';
  if (status !== 304 && status !== 204) others['content-length'] = String(Buffer.byteLength(body));
  response.writeHead(status, others);
  response.end(body);
}
