/** A body: as text, or as the framework has parsed it already; or why it was not read. */
export type BodyRead = { body: unknown } | { failure: 'too-large' | 'too-slow' | 'no-memory' };

/** A request as a framework's adapter presents it. What costs something is read when it is needed. */
export interface HttpRequest {
  readonly method: string;
  /** The whole URL as the visitor sees it, behind trusted proxies too. */
  url(): string;
  /** The visitor's address, according to the trusted proxies. */
  ip(): string | undefined;
  /** The address of the connection: the visitor's, or that of the nearest proxy. */
  peer(): string | undefined;
  header(name: string): string | undefined;
  readBody(): Promise<BodyRead>;
}

/** A response, free of any framework. */
export interface HttpResponse {
  status: number;
  headers?: Record<string, string | string[]>;
  text?: string | Buffer;
  json?: unknown;
}

/** Creates a response that says in JSON what is wrong. */
export const createErrorResponse = (status: number, error: string, headers?: Record<string, string>): HttpResponse => ({
  status,
  json: { error },
  ...(headers && { headers }),
});
