import type { RequestHandler, Response } from 'express';

/** How the sandbox is to misbehave. */
export interface Fault {
  target: 'graph' | 'pixel';
  /** HTTP status to answer; with `code` the body is a Graph error, else a page of HTML. */
  status?: number;
  code?: number;
  subcode?: number;
  isTransient?: boolean;
  retryAfter?: number;
  /** Wait before anything else. */
  delayMs?: number;
  /** Drop the connection before, half-way through, or after the event was taken. */
  cut?: 'before' | 'half' | 'after';
  /** Answer that so many events were received, whatever was. */
  received?: number;
  /** Send the answer byte by byte, so many milliseconds apart. */
  dripMs?: number;
  /** Headers of the answer, such as `{'x-app-usage': '{"call_count":97}'}`. */
  headers?: Record<string, string>;
  /** How many requests it hits; without it, all. */
  times?: number;
}

/** The faults that are in force. */
export interface Faults {
  set(fault: Fault): void;
  clear(): void;
  list(): Fault[];
  /** Middleware that applies the faults of a target. */
  apply(target: Fault['target']): RequestHandler;
}

export function createFaults(): Faults {
  let faults: Fault[] = [];
  return {
    set: (fault) => {
      faults.push({ ...fault });
    },
    clear: () => {
      faults = [];
    },
    list: () => faults,
    apply: (target) => async (_req, res, next) => {
      const fault = faults.find((candidate) => candidate.target === target);
      if (!fault) return next();
      if (fault.times !== undefined && --fault.times <= 0) faults = faults.filter((other) => other !== fault);
      if (fault.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
      if (fault.cut === 'before') return void res.socket?.destroy();
      res.set(fault.headers ?? {});
      if (fault.dripMs !== undefined) dripAnswer(res, fault.dripMs);
      if (fault.received !== undefined) res.locals.received = fault.received;
      if (fault.status !== undefined) return answer(res, fault, fault.status);
      if (fault.cut) cutAnswer(res, fault.cut);
      next();
    },
  };
}

function answer(res: Response, { code, subcode, isTransient, retryAfter }: Fault, status: number): void {
  res.status(status);
  if (retryAfter !== undefined) res.set('retry-after', String(retryAfter));
  if (code === undefined) {
    res.type('html').send(`<html><body><h1>${status}</h1></body></html>`);
    return;
  }
  res.json(graphError('The sandbox was told to fail.', code, { subcode, isTransient }));
}

/** An error body as Graph writes it. */
export const graphError = (
  message: string,
  code: number,
  {
    subcode,
    isTransient = false,
    userMessage,
  }: { subcode?: number | undefined; isTransient?: boolean | undefined; userMessage?: string } = {},
): object => ({
  error: {
    message,
    type: code === 190 ? 'OAuthException' : 'GraphMethodException',
    code,
    ...(subcode !== undefined && { error_subcode: subcode }),
    is_transient: isTransient,
    ...(userMessage && { error_user_title: 'Invalid parameter', error_user_msg: userMessage }),
    fbtrace_id: traceId(),
  },
});

export const traceId = (): string => `A${Math.random().toString(36).slice(2, 14)}`;

function cutAnswer(res: Response, where: 'half' | 'after'): void {
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

function dripAnswer(res: Response, ms: number): void {
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
