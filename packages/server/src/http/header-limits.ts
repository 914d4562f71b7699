/**
 * Bounds of header texts that are parsed, in characters. Node takes 16 kB of headers by default, a host may allow more.
 * A longer text is left out, except that the user agent and URLs are cut.
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
  userAgent: 512,
  url: 2_048,
};

/** Returns the text of a header unless it is too long. */
export const boundHeader = (text: string | undefined, maxLength: number): string | undefined =>
  text !== undefined && text.length <= maxLength ? text : undefined;

export const cutUserAgent = (text: string | undefined): string | undefined => text?.slice(0, headerLimits.userAgent);

/** Cuts a long URL where a parameter begins, or else where a segment of its path does. Undefined when neither is there. */
export function cutUrl(url: string | undefined): string | undefined {
  if (url === undefined || url.length <= headerLimits.url) return url;
  const head = url.slice(0, headerLimits.url + 1);
  const border = Math.max(head.lastIndexOf('?'), head.lastIndexOf('&'), head.lastIndexOf('#'));
  if (border > 0) return head.slice(0, border);
  const end = head.lastIndexOf('/');
  return end > head.indexOf('//') + 1 ? head.slice(0, end) : undefined;
}
