/**
 * Returns whether the path of a URL is that of a hit of the Pixel: the request itself, or its copy for the Privacy
 * Sandbox. A long hit is posted as a form, and has its parameters in the URL of the copy alone.
 *
 * @example
 * isHitPath('/tr/'); // true
 */
export const isHitPath = (pathname: string): boolean =>
  /\/(tr|privacy_sandbox\/pixel\/register\/trigger)\/?$/.test(pathname);
