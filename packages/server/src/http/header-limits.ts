/**
 * Bounds of header texts that are parsed, in characters. Node takes 16 kB of headers by default, a host may allow more.
 * A longer text is left out. (The user agent and URLs are cut to what Meta gets of them.)
 */
export const headerLimits = {
  /** More than browsers store for one site: 180 cookies of 4 kB exist, but no server takes them. */
  cookie: 32_768,
  /** The entity tags of a file are at most a few. */
  ifNoneMatch: 1_024,
  /** Browsers send four names. */
  acceptEncoding: 256,
  /** A scheme, a host name of 253 and a port. */
  origin: 300,
  /** The names of thirty headers. */
  requestHeaders: 1_024,
  /** A chain of twenty proxies. */
  forwardedFor: 1_024,
  /** A key of 200 characters, encoded, and more. */
  authorization: 1_024,
};

/** Returns the text of a header unless it is too long. */
export const boundHeader = (text: string | undefined, maxLength: number): string | undefined =>
  text !== undefined && text.length <= maxLength ? text : undefined;
