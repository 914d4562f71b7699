import { createHash } from 'node:crypto';
import { selectUsableOptions } from '../../options/check-call-options.js';
import { contentSecurityPolicySchema } from './page-option-schemas.js';
import { createStub } from './script-tag.js';

/**
 * Options for a page's content security policy.
 *
 * @example
 * const options: ContentSecurityPolicyOptions = { nonce, trustedTypes: true };
 */
export interface ContentSecurityPolicyOptions {
  /** Nonce of the response, the same as for `scriptTag`. Default: none; scripts are then allowed by hash and host. */
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

/** Origins of Meta's library, its configurations and its hits. */
const metaOrigins = ['https://connect.facebook.net', 'https://www.facebook.com'];

interface PolicyOptions {
  pixelLibraryUrl: string;
  ipv6Url?: string | undefined;
  /** Called with a sentence for each option of the call that is left out because it is invalid. */
  onProblem(problem: string): void;
}

/** Creates the function that returns the directives needed by the script and Meta's library. */
export function createContentSecurityPolicy({
  pixelLibraryUrl,
  ipv6Url,
  onProblem,
}: PolicyOptions): (options?: ContentSecurityPolicyOptions) => ContentSecurityPolicy {
  const origins = [...new Set([new URL(pixelLibraryUrl).origin, ...metaOrigins])];
  const stubHash = createHash('sha256').update(createStub()).digest('base64');
  return (options) => {
    const { nonce, trustedTypes = false } = selectUsableOptions(contentSecurityPolicySchema, options, onProblem);
    return {
      'script-src': nonce ? [`'nonce-${nonce}'`, "'strict-dynamic'"] : ["'self'", `'sha256-${stubHash}'`, ...origins],
      // Meta's in-app browsers on Android provide the click id under this scheme.
      'connect-src': ["'self'", ...origins, ...(ipv6Url ? [new URL(ipv6Url).origin] : []), 'properties:'],
      'img-src': ["'self'", ...origins],
      // The library sends a hit of more than 2,047 characters as a form that targets a frame.
      'frame-src': ["'self'", ...origins],
      'form-action': ["'self'", ...origins],
      ...(trustedTypes && {
        'require-trusted-types-for': ["'script'"],
        // Two files of the script create the first policy; Meta's library creates the others, in its loader and its Event
        // Setup Tool.
        'trusted-types': [
          'twinbeam',
          'connect.facebook.net/fbevents',
          'facebook.com/signals/iwl',
          "'allow-duplicates'",
        ],
      }),
    };
  };
}
