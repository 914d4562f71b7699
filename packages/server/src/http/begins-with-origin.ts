/** The path cannot begin before this position: the host begins here or, with http, one character earlier. */
const httpsPrefixLength = 'https://'.length;

/** Returns whether a URL begins with exactly this origin. An origin written differently may still be the same. */
export const beginsWithOrigin = (url: string, origin: string): boolean =>
  url.startsWith(origin) && url.indexOf('/', httpsPrefixLength) === origin.length;
