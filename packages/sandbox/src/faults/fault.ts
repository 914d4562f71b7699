import { isFields } from '../graph/fields.js';

/**
 * A simulated failure of Meta.
 *
 * @example
 * sandbox.break({ target: 'graph', status: 500, code: 2, times: 1 });
 */
export interface Fault {
  /** A name, by which the fault can be removed. A fault with the same name is replaced. */
  name?: string | undefined;
  /** The Conversions API, or the Pixel's hits and library. */
  target: 'graph' | 'pixel';
  /** HTTP status of the response. With `code` the body is a Graph error, otherwise an HTML page. */
  status?: number | undefined;
  /** Code of the Graph error. */
  code?: number | undefined;
  /** Subcode of the Graph error. */
  subcode?: number | undefined;
  /** `is_transient` of the Graph error. Default false. */
  isTransient?: boolean | undefined;
  /** Header `Retry-After`, in seconds. */
  retryAfter?: number | undefined;
  /** Delay before anything else happens, in milliseconds. */
  delayMs?: number | undefined;
  /** When to drop the connection: before the events are stored, in the middle of the response, or before it. */
  cut?: 'before' | 'half' | 'after' | undefined;
  /** `events_received` of the response, whatever number was received. */
  received?: number | undefined;
  /** How many events of a valid request are stored: the first ones; the others are lost. Default: all. */
  stored?: number | undefined;
  /** Sends a response without end, as fast as it is read. */
  endless?: boolean | undefined;
  /** Sends the response byte by byte, with this many milliseconds between two bytes. */
  dripMs?: number | undefined;
  /** Headers of the response, such as `{'x-app-usage': '{"call_count":97}'}`. */
  headers?: Record<string, string> | undefined;
  /**
   * Number of events that Graph refuses while the fault lasts: the first that arrive. Every request that contains one
   * of them is refused.
   */
  badEvents?: number | undefined;
  /** Number of requests that are affected. Default: all. */
  times?: number | undefined;
}

/** The fields of a fault, each with the type of its value. */
const fieldTypes: Record<keyof Fault, 'string' | 'number' | 'boolean' | 'object'> = {
  name: 'string',
  target: 'string',
  status: 'number',
  code: 'number',
  subcode: 'number',
  isTransient: 'boolean',
  retryAfter: 'number',
  delayMs: 'number',
  cut: 'string',
  received: 'number',
  stored: 'number',
  endless: 'boolean',
  dripMs: 'number',
  headers: 'object',
  badEvents: 'number',
  times: 'number',
};

/** Returns why a value is not a valid fault, as a sentence; undefined for a valid fault. */
export function findFaultProblem(value: unknown): string | undefined {
  if (!isFields(value)) return 'A fault is an object.';
  const { target, status = 200, cut = 'before', headers = {} } = value;
  for (const [name, field] of Object.entries(value)) {
    const type = Object.hasOwn(fieldTypes, name) && fieldTypes[name as keyof Fault];
    if (!type) return `A fault has no field ${name}.`;
    if (typeof field !== type) return `${name} must be of the type ${type}.`;
  }
  if (target !== 'graph' && target !== 'pixel') return "target must be 'graph' or 'pixel'.";
  if (cut !== 'before' && cut !== 'half' && cut !== 'after') return "cut must be 'before', 'half' or 'after'.";
  if (!Number.isInteger(status) || (status as number) < 200 || (status as number) > 599) {
    return 'status must be from 200 to 599.';
  }
  const areHeaders =
    isFields(headers) &&
    Object.entries(headers).every(([name, text]) => /^[\w-]+$/.test(name) && /^[\t -~]*$/.test(String(text)));
  return areHeaders ? undefined : 'headers must be names of headers with their values as text.';
}
