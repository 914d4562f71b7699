import { createHash } from 'node:crypto';
import { createStub } from './script-tag.js';

/**
 * Parts of a page's content security policy.
 *
 * @example
 * const options: ContentSecurityPolicyOptions = { nonce, trustedTypes: true };
 */
export interface ContentSecurityPolicyOptions {
  /** Nonce of the response, the one of `scriptTag`. Default: none; then scripts are allowed by hash and host. */
  nonce?: string | undefined;
  /** Whether the policy requires Trusted Types. Default: false. */
  trustedTypes?: boolean | undefined;
}

/**
 * Directives by name, each with its sources.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy
 *
 * @example
 * const policy: ContentSecurityPolicy = twinbeam.contentSecurityPolicy({ nonce });
 * const header = Object.entries(policy).map(([name, sources]) => `${name} ${sources.join(' ')}`).join('; ');
 */
export type ContentSecurityPolicy = Record<string, string[]>;

/** Origins of Meta's library and its configurations, and of its hits. */
const metaOrigins = ['https://connect.facebook.net', 'https://www.facebook.com'];

/** Creates the function that returns the directives which the script and Meta's library need. */
export function createContentSecurityPolicy(
  pixelLibraryUrl: string,
  ipv6Url?: string,
): (options?: ContentSecurityPolicyOptions) => ContentSecurityPolicy {
  const origins = [...new Set([new URL(pixelLibraryUrl).origin, ...metaOrigins])];
  const stubHash = createHash('sha256').update(createStub()).digest('base64');
  return ({ nonce, trustedTypes = false } = {}) => ({
    'script-src': nonce ? [`'nonce-${nonce}'`, "'strict-dynamic'"] : ["'self'", `'sha256-${stubHash}'`, ...origins],
    // The scheme by which Meta's in-app browsers on Android tell the click id.
    'connect-src': ["'self'", ...origins, ...(ipv6Url ? [new URL(ipv6Url).origin] : []), 'properties:'],
    'img-src': ["'self'", ...origins],
    // The library sends a hit of more than 2,047 characters as a form, posted into a frame.
    'frame-src': ["'self'", ...origins],
    'form-action': ["'self'", ...origins],
    ...(trustedTypes && {
      'require-trusted-types-for': ["'script'"],
      // Two files of the script create the first policy, Meta's library the others: its loader and its Event Setup Tool.
      'trusted-types': ['twinbeam', 'connect.facebook.net/fbevents', 'facebook.com/signals/iwl', "'allow-duplicates'"],
    }),
  });
}
