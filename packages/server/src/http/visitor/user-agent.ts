/**
 * Returns whether a user agent is that of a browser or of a phone's own HTTP client: Android's begins with `Dalvik/`, that
 * of iOS with the name of the app.
 */
export const isVisitorAgent = (userAgent: string | undefined): boolean =>
  /^(Mozilla|Opera|Dalvik)\/|^[^/]{1,100}\/[\w.-]{1,100} CFNetwork\/[\d.]{1,20} Darwin\//.test(userAgent ?? '');

/** How the user agents of the libraries of Segment and RudderStack, and of the HTTP clients that they use, begin. */
const libraryNames =
  /^(analytics|rudder|segment|axios|node|undici|bun|deno|python|ruby|faraday|go-http|java|jersey|okhttp|php|guzzle|curl|dart)/i;

/** Returns whether a message has a library's user agent in place of the visitor's. */
export const isLibraryAgent = (userAgent: unknown): boolean =>
  typeof userAgent === 'string' && libraryNames.test(userAgent);
