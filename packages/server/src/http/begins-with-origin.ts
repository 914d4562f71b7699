/** Behind it a URL's host begins, or with http its second character at most. */
const httpsPrefixLength = 'https://'.length;

/** Returns whether a URL begins with an origin as it stands. Other texts may still mean the same. */
export const beginsWithOrigin = (url: string, origin: string): boolean =>
  url.startsWith(origin) && url.indexOf('/', httpsPrefixLength) === origin.length;
