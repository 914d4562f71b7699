import type { RequestHandler, Response } from 'express';
import { cutResponse, dripResponse, sendEndlessly } from './break-response.js';
import { createErrorBody } from './graph/error-body.js';

/**
 * A failure of Meta's to simulate.
 *
 * @example
 * sandbox.break({ target: 'graph', status: 500, code: 2, times: 1 });
 */
export interface Fault {
  /** The Conversions API, or the Pixel's hits and library. */
  target: 'graph' | 'pixel';
  /** HTTP status of the response. With `code` the body is a Graph error, else a page of HTML. */
  status?: number;
  /** Code of the Graph error. */
  code?: number;
  /** Subcode of the Graph error. */
  subcode?: number;
  /** `is_transient` of the Graph error. Default false. */
  isTransient?: boolean;
  /** Header `Retry-After`, in seconds. */
  retryAfter?: number;
  /** Delay before anything else happens, in milliseconds. */
  delayMs?: number;
  /** When to drop the connection: before the events are stored, in the middle of the response, or before it. */
  cut?: 'before' | 'half' | 'after';
  /** `events_received` of the response, whatever was received. */
  received?: number;
  /** How many events of a valid request are stored, the first ones; the others are lost. Default: all. */
  stored?: number;
  /** Sends a response without end, as fast as it is read. */
  endless?: boolean;
  /** Sends the response byte by byte, with this many milliseconds between two of them. */
  dripMs?: number;
  /** Headers of the response, such as `{'x-app-usage': '{"call_count":97}'}`. */
  headers?: Record<string, string>;
  /** Number of requests that are affected. Default: all. */
  times?: number;
}

/** The faults that apply now. */
export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  list(): Fault[];
  /** Creates middleware that applies the faults of a target. */
  apply(target: Fault['target']): RequestHandler;
}

/** Creates an empty list of faults. */
export function createFaults(): Faults {
  let faults: Fault[] = [];
  return {
    add: (fault) => {
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
      if (fault.dripMs !== undefined) dripResponse(res, fault.dripMs);
      if (fault.received !== undefined) res.locals.received = fault.received;
      if (fault.stored !== undefined) res.locals.stored = fault.stored;
      if (fault.endless) return sendEndlessly(res.status(fault.status ?? 200));
      if (fault.status !== undefined) return sendFailure(res, fault, fault.status);
      if (fault.cut) cutResponse(res, fault.cut);
      next();
    },
  };
}

function sendFailure(res: Response, { code, subcode, isTransient, retryAfter }: Fault, status: number): void {
  res.status(status);
  if (retryAfter !== undefined) res.set('retry-after', String(retryAfter));
  if (code === undefined) {
    res.type('html').send(`<html><body><h1>${status}</h1></body></html>`);
    return;
  }
  res.json(createErrorBody('The sandbox was told to fail.', code, { subcode, isTransient }));
}
