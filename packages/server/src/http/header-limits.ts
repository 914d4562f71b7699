/**
 * Bounds of header texts that are parsed, in characters. Node takes 16 kB of headers by default, a host may allow more.
 * A longer text is left out. (The user agent and URLs are cut to what Meta gets of them.)
 */
export const headerLimits = {
  /** More than servers accept: browsers store up to 180 cookies of 4 kB for one site, but no server takes that many. */
  cookie: 32_768,
  /** A file has only a few entity tags. */
  ifNoneMatch: 1_024,
  /** Browsers send four names. */
  acceptEncoding: 256,
  /** A scheme, a host name of 253 characters, and a port. */
  origin: 300,
  /** The names of thirty headers. */
  requestHeaders: 1_024,
  /** A chain of twenty proxies. */
  forwardedFor: 1_024,
  /** An encoded key of 200 characters, with room to spare. */
  authorization: 1_024,
};

/** Returns the text of a header unless it is too long. */
export const boundHeader = (text: string | undefined, maxLength: number): string | undefined =>
  text !== undefined && text.length <= maxLength ? text : undefined;
