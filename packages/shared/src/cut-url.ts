/** Characters of a URL that Meta gets. */
export const maxUrlLength = 2_048;

/**
 * Returns the URL of a page, cut where it is too long: before a parameter or the fragment, else before a part of the
 * path. Empty where it has neither.
 *
 * @example
 * cutUrl('https://shop.example/?q=boots'); // the same: it has fewer than 2,048 characters
 */
export const cutUrl = (url: string): string =>
  url.length > maxUrlLength ? (/^(?:.{0,2048}(?=[?&#])|.{0,2047}[^:/](?=\/))/.exec(url)?.[0] ?? '') : url;
