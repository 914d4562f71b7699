/** Returned by `HttpRequest.readBody` for a body over the limit. */
export const bodyTooLarge = Symbol('body too large');

/** A request as a framework's adapter presents it. What costs something is read when it is needed. */
export interface HttpRequest {
  readonly method: string;
  /** The whole URL as the visitor sees it, behind trusted proxies too. */
  url(): string;
  /** The visitor's address, according to the trusted proxies. */
  ip(): string | undefined;
  header(name: string): string | undefined;
  /** Reads the body: as text, as the framework has parsed it already, or `bodyTooLarge`. */
  readBody(): Promise<unknown>;
}

/** A response, free of any framework. */
export interface HttpResponse {
  status: number;
  headers?: Record<string, string | string[]>;
  text?: string;
  json?: unknown;
}

/** Creates a response that says in JSON what is wrong. */
export const createErrorResponse = (status: number, error: string, headers?: Record<string, string>): HttpResponse => ({
  status,
  json: { error },
  ...(headers && { headers }),
});
