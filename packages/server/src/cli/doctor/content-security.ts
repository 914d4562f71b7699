import { createHash } from 'node:crypto';
import { createStub } from '../../http/page/script-tag.js';
import { bad, type Check, good } from './check.js';

/** A page and what it loads. */
export interface LoadedPage {
  url: string;
  html: string;
  /** Its header `Content-Security-Policy`, if it has one. */
  policy: string | undefined;
  /** URL of the script. */
  scriptUrl: string;
}

type Directives = Map<string, string[]>;

/** Checks whether the content security policy of a page allows the script, Meta's library and its hits. */
export function checkContentSecurity({ url, html, policy, scriptUrl }: LoadedPage, libraryUrl: string): Check[] {
  const meta = (html.match(/<meta\b[^<>]*>/gi) ?? [])
    .filter((tag) => /http-equiv=["']?content-security-policy/i.test(tag))
    .flatMap((tag) => /\scontent="([^"]*)"/i.exec(tag)?.[1] ?? []);
  // Every policy must allow a resource. A header can contain several policies, separated by commas.
  const policies = [...(policy?.split(',') ?? []), ...meta].map(parsePolicy);
  if (policies.length === 0) return [good('The page has no content security policy, so nothing is blocked.')];
  const needs: [what: string, directives: string[], target: string][] = [
    ['the script', ['script-src-elem', 'script-src'], scriptUrl],
    ["Meta's library", ['script-src-elem', 'script-src'], libraryUrl],
    ["requests to the site's own server", ['connect-src'], new URL('collect', scriptUrl).href],
    ["hits of Meta's library", ['img-src'], 'https://www.facebook.com/tr/'],
    ["hits of Meta's library", ['connect-src'], 'https://www.facebook.com/tr/'],
    // Meta's library sends a hit of more than 2,047 characters as a form that targets a frame.
    ["long hits of Meta's library", ['frame-src', 'child-src'], 'https://www.facebook.com/tr/'],
    ["long hits of Meta's library", ['form-action'], 'https://www.facebook.com/tr/'],
  ];
  const missing = needs.filter(
    ([, names, target]) => !policies.every((one) => isAllowed(one, names, target, { url, html })),
  );
  const checks = missing.map(([what, names, target]) =>
    bad(
      `The content security policy blocks ${what}: add ${new URL(target).origin} to ${toDirective(names)}, or merge twinbeam.contentSecurityPolicy().`,
    ),
  );
  if (!policies.every((one) => isStubAllowed(one, html))) {
    checks.push(
      bad(
        'The content security policy blocks the inline stub: give scriptTag({ nonce }), or merge twinbeam.contentSecurityPolicy().',
      ),
    );
  }
  return checks.length > 0
    ? checks
    : [good("The content security policy allows the script, its requests and Meta's library.")];
}

/** Returns the directive to show: the usual one, `script-src`, for scripts, and the specific one for frames. */
const toDirective = (names: readonly string[]): string =>
  (names.includes('script-src') ? 'script-src' : names[0]) ?? '';

const parsePolicy = (text: string): Directives =>
  new Map(
    text
      .split(';')
      .map((part) => part.trim().split(/\s+/))
      .map(([name = '', ...sources]) => [name.toLowerCase(), sources]),
  );

/** `form-action` has no fallback. https://www.w3.org/TR/CSP3/#directive-fallback-list */
const findSources = (policy: Directives, names: readonly string[]): string[] | undefined =>
  [...names, ...(names.includes('form-action') ? [] : ['default-src'])]
    .map((name) => policy.get(name))
    .find((sources) => sources !== undefined);

function isAllowed(
  policy: Directives,
  names: readonly string[],
  target: string,
  { url, html }: Pick<LoadedPage, 'url' | 'html'>,
): boolean {
  const sources = findSources(policy, names);
  if (!sources) return true;
  const isScript = names.includes('script-src');
  if (isScript && sources.includes("'strict-dynamic'")) return hasNonce(sources, html);
  if (isScript && target.endsWith('/t.js') && hasNonce(sources, html)) return true;
  return sources.some((source) => matchesSource(source, new URL(target), new URL(url)));
}

/** Returns whether a script element of the page carries a nonce of the policy. */
const hasNonce = (sources: readonly string[], html: string): boolean =>
  sources.some((source) => {
    const nonce = /^'nonce-(.+)'$/.exec(source)?.[1];
    return nonce !== undefined && html.includes(`nonce="${nonce}"`);
  });

/** Follows https://www.w3.org/TR/CSP3/#match-url-to-source-expression */
function matchesSource(source: string, target: URL, page: URL): boolean {
  if (source === '*') return true;
  if (source === "'self'") return target.origin === page.origin;
  if (/^[a-z][a-z0-9+.-]*:$/i.test(source)) return target.protocol === source.toLowerCase();
  const parts = /^(?:([a-z]+):\/\/)?([^/:']+)(?::(\d+|\*))?(\/.*)?$/i.exec(source);
  if (!parts) return false;
  const [, scheme, host = '', port, path] = parts;
  if (scheme && target.protocol !== `${scheme.toLowerCase()}:`) return false;
  const isHost = host.startsWith('*.')
    ? target.hostname.endsWith(host.slice(1))
    : target.hostname === host.toLowerCase();
  if (!isHost || (port && port !== '*' && port !== target.port)) return false;
  return !path || (path.endsWith('/') ? target.pathname.startsWith(path) : target.pathname === path);
}

function isStubAllowed(policy: Directives, html: string): boolean {
  const sources = findSources(policy, ['script-src-elem', 'script-src']);
  if (!sources) return true;
  const hash = `'sha256-${createHash('sha256').update(createStub()).digest('base64')}'`;
  const isStrict = sources.some((source) => /^'(nonce|sha\d+)-/.test(source));
  return sources.includes(hash) || hasNonce(sources, html) || (!isStrict && sources.includes("'unsafe-inline'"));
}
