/** Returns whether a user agent is that of a browser, or of a phone's own HTTP client: each of them begins so. */
export const isVisitorAgent = (userAgent: string | undefined): boolean =>
  /^(Mozilla|Opera|Dalvik)\//.test(userAgent ?? '');

/** Names with which the libraries of Segment and RudderStack, and the HTTP clients that they use, begin. */
const libraryNames =
  /^(analytics|rudder|segment|axios|node|undici|bun|deno|python|ruby|faraday|go-http|java|jersey|okhttp|php|guzzle|curl|dart)/i;

/** Returns whether a message names a library as the visitor's user agent. */
export const isLibraryAgent = (userAgent: unknown): boolean =>
  typeof userAgent === 'string' && libraryNames.test(userAgent);
