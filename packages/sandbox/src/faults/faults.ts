import type { RequestHandler, Response } from 'express';
import { createErrorBody } from '../graph/error-body.js';
import { cutResponse, dripResponse, sendEndlessly } from './break-response.js';
import type { Fault } from './fault.js';

/** The active faults. */
export interface Faults {
  add(fault: Fault): void;
  /** Removes all faults, or only the fault with this name. */
  clear(name?: string): void;
  list(): Fault[];
  /** Creates middleware that applies the faults of a target. */
  apply(target: Fault['target']): RequestHandler;
  /** Finds the first event of a request that a fault with `badEvents` refuses. */
  findBadEvent(events: Record<string, unknown>[]): number | undefined;
}

/**
 * Creates an empty list of faults.
 *
 * @param onFailure called for each request that fails because of a fault
 */
export function createFaults(onFailure: (request: FailedRequest) => void = () => undefined): Faults {
  let faults: Fault[] = [];
  const badEvents = new Map<Fault, Set<string>>();
  const remove = (isRemoved: (fault: Fault) => boolean) => {
    for (const fault of faults) if (isRemoved(fault)) badEvents.delete(fault);
    faults = faults.filter((fault) => !isRemoved(fault));
  };
  return {
    add(fault) {
      if (fault.name !== undefined) remove(({ name }) => name === fault.name);
      faults.push({ ...fault });
    },
    clear: (name) => remove((fault) => name === undefined || fault.name === name),
    list: () => faults,
    findBadEvent(events) {
      for (const fault of faults) {
        if (!fault.badEvents) continue;
        const bad = badEvents.get(fault) ?? new Set();
        badEvents.set(fault, bad);
        for (const [index, event] of events.entries()) {
          const key = JSON.stringify([event?.event_name, event?.event_id, event?.event_time]);
          if (bad.size < fault.badEvents) bad.add(key);
          if (bad.has(key)) return index;
        }
      }
      return undefined;
    },
    apply: (target) => async (req, res, next) => {
      const fault = faults.find((candidate) => candidate.target === target && !candidate.badEvents);
      if (!fault) return next();
      if (fault.times !== undefined && --fault.times <= 0) remove((other) => other === fault);
      if (fault.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
      const pixelId = req.params.pixel ?? req.query.id;
      const request = {
        fault,
        path: req.originalUrl.split('?', 1).join(),
        pixelId: pixelId ? String(pixelId) : undefined,
      };
      if (fault.status !== undefined || fault.cut) onFailure(request);
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

/** A request that failed because of a fault. */
export interface FailedRequest {
  fault: Fault;
  path: string;
  pixelId?: string | undefined;
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
