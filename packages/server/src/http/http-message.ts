import type { BodyBudget } from './body-budget.js';

/** Bounds of a request's body. */
export interface BodyLimits {
  maxBytes: number;
  /** Time limit for the body, in milliseconds. */
  timeoutMs: number;
  /** Shared by all requests. */
  budget: BodyBudget;
}

/** Reason for which a body was not read to its end. */
export type BodyFailure = 'too-large' | 'too-slow' | 'no-memory' | 'already-read';

/** A body: its bytes, or as the host has parsed it already; or why it was not read. */
export type BodyRead = { body: unknown } | { failure: BodyFailure };

/** A request as an adapter presents it. What costs something is read when it is needed. */
export interface HttpRequest {
  readonly method: string;
  /** The whole URL as the visitor sees it, behind trusted proxies too. */
  url(): string;
  /** The visitor's address, according to the trusted proxies. */
  ip(): string | undefined;
  /** The address of the connection: the visitor's, or that of the nearest proxy. Undefined where the host does not give it. */
  peer(): string | undefined;
  /** Whether the headers of the nearest proxy count. Without it, whether the visitor's address is another than the peer's. */
  isProxyTrusted?(): boolean;
  header(name: string): string | undefined;
  /** Reads the body, within the limits. One that is aborted, or is not as long as its header says, is empty. */
  readBody(limits: BodyLimits): Promise<BodyRead>;
}

/** A response, free of any framework. */
export interface HttpResponse {
  status: number;
  headers?: Record<string, string | string[]>;
  text?: string | Buffer;
  json?: unknown;
  /** Writes a body that does not end by itself. Returns what is called when the connection has ended. */
  stream?: (body: StreamBody) => () => void;
}

/** A body that is written while the connection lasts. */
export interface StreamBody {
  write(text: string): void;
  /** Returns how much is written that the client has not taken yet, in bytes. */
  pendingBytes(): number;
  end(): void;
}

/** Creates a response that says in JSON what is wrong. */
export const createErrorResponse = (status: number, error: string, headers?: Record<string, string>): HttpResponse => ({
  status,
  json: { error },
  ...(headers && { headers }),
});
