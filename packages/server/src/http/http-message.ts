import type { BodyBudget } from './body-budget.js';
import type { Turns } from './turns.js';

/** Limits of a request's body. */
export interface BodyLimits {
  maxBytes: number;
  /** Time limit for the body, in milliseconds. */
  timeoutMs: number;
  /** Shared by all requests. */
  budget: BodyBudget;
  /** The turns in which bodies are parsed and processed, shared by all requests. Default: each at once. */
  turns?: Turns;
}

/** Why a body was not read to its end. */
export type BodyFailure = 'too-large' | 'too-slow' | 'no-memory' | 'already-read';

/** A body, as bytes or as the host has parsed it; or why it was not read. */
export type BodyRead = { body: unknown } | { failure: BodyFailure };

/** A request as an adapter presents it. Members that are functions do their work only when they are called. */
export interface HttpRequest {
  readonly method: string;
  /** The full URL as the visitor sees it, also behind trusted proxies. */
  url(): string;
  /** The visitor's address, according to the trusted proxies. */
  ip(): string | undefined;
  /**
   * The address of the connection: the visitor's, or that of the nearest proxy. Undefined if the host does not provide
   * it.
   */
  peer(): string | undefined;
  /**
   * Returns whether the headers of the nearest proxy are trusted. If absent, they are trusted when `ip` differs from
   * `peer`.
   */
  isProxyTrusted?(): boolean;
  header(name: string): string | undefined;
  /**
   * Reads the body within the limits. A body that is aborted, or shorter or longer than its header says, is read as
   * empty.
   */
  readBody(limits: BodyLimits): Promise<BodyRead>;
}

/** A response, independent of any framework. */
export interface HttpResponse {
  status: number;
  headers?: Record<string, string | string[]>;
  text?: string | Buffer;
  json?: unknown;
  /** Writes a body that does not end by itself. Returns a function that is called when the connection has closed. */
  stream?: (body: StreamBody) => () => void;
}

/** A body that is written for as long as the connection lasts. */
export interface StreamBody {
  write(text: string): void;
  /** Returns the number of bytes written that the client has not received yet. */
  pendingBytes(): number;
  end(): void;
}

/** Creates a response with an error text as JSON. */
export const createErrorResponse = (status: number, error: string, headers?: Record<string, string>): HttpResponse => ({
  status,
  json: { error },
  ...(headers && { headers }),
});
