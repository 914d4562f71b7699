import type { Response } from 'express';

/** Drops the connection instead of the response, or after the first half of its body. */
export function cutResponse(res: Response, where: 'half' | 'after'): void {
  const { end } = res;
  res.end = function cut(chunk?: unknown) {
    const text = String(chunk ?? '');
    if (where === 'half') {
      res.flushHeaders();
      res.write(text.slice(0, text.length >> 1), () => res.socket?.destroy());
    } else res.socket?.destroy();
    return res;
  } as typeof end;
}

/** Sends the body byte by byte, with `ms` milliseconds between two bytes. */
export function dripResponse(res: Response, ms: number): void {
  const end = res.end.bind(res) as (chunk?: unknown) => Response;
  res.end = function drip(chunk?: unknown) {
    const text = String(chunk ?? '');
    res.removeHeader('content-length');
    let sent = 0;
    const timer = setInterval(() => {
      if (sent >= text.length || res.destroyed) {
        clearInterval(timer);
        end();
      } else res.write(text[sent++]);
    }, ms);
    return res;
  } as typeof res.end;
}

const filler = Buffer.alloc(65_536, ' ');

/** Sends spaces until the connection is closed, as fast as the client reads them. */
export function sendEndlessly(res: Response): void {
  const write = (): void => {
    while (!res.destroyed && res.write(filler));
  };
  res.type('json').on('drain', write);
  write();
}
