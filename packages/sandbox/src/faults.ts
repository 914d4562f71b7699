import type { RequestHandler, Response } from 'express';
import { cutResponse, dripResponse, sendEndlessly } from './break-response.js';
import type { Fault } from './fault.js';
import { createErrorBody } from './graph/error-body.js';

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
