/** The maximum number of characters of a URL that is sent to Meta. */
export const maxUrlLength = 2_048;

/**
 * Returns the URL of a page. A URL that is too long is cut before a parameter or the fragment or, if that is not
 * possible, before a segment of the path. Returns an empty string if it has neither.
 *
 * @example
 * cutUrl('https://shop.example/?q=boots'); // the same: it has fewer than 2,048 characters
 */
export const cutUrl = (url: string): string =>
  url.length > maxUrlLength ? (/^(?:.{0,2048}(?=[?&#])|.{0,2047}[^:/](?=\/))/.exec(url)?.[0] ?? '') : url;
