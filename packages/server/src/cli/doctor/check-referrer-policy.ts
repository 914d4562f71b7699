import { type Check, good, warning } from './check.js';

/** What a request says of the page from which it is sent. */
type Referrer = 'full' | 'origin' | 'none';

/**
 * What requests to the page's own origin and to other origins say of the page, by policy.
 * https://www.w3.org/TR/referrer-policy/#referrer-policies
 */
const policies: Readonly<Record<string, readonly [same: Referrer, other: Referrer]>> = {
  'no-referrer': ['none', 'none'],
  'same-origin': ['full', 'none'],
  origin: ['origin', 'origin'],
  'strict-origin': ['origin', 'origin'],
  'origin-when-cross-origin': ['full', 'origin'],
  'strict-origin-when-cross-origin': ['full', 'origin'],
  'no-referrer-when-downgrade': ['full', 'full'],
  'unsafe-url': ['full', 'full'],
};

/** The policy of browsers for pages that have none. */
const defaultPolicy = 'strict-origin-when-cross-origin';

/** Names of policies in meta elements of older pages. https://html.spec.whatwg.org/multipage/semantics.html#meta-referrer */
const olderNames: Readonly<Record<string, string>> = {
  never: 'no-referrer',
  default: defaultPolicy,
  always: 'unsafe-url',
  'origin-when-crossorigin': 'origin-when-cross-origin',
};

const consequences: Readonly<Record<Referrer, string>> = {
  full: '',
  origin: 'requests name only the host of the page, so events of server code lack the path in their URL',
  none: 'requests do not name the page, so events of server code that responds to a POST have the URL of its route',
};

/**
 * Checks whether the page's referrer policy lets server code know the page that has sent a form or a request: its URL
 * is the `event_source_url` of the event.
 *
 * @param header the page's header `Referrer-Policy`, if it has one
 * @param scriptUrl URL of the script, which is on the host of the server code
 */
export function checkReferrerPolicy(url: string, html: string, header: string | undefined, scriptUrl: string): Check {
  const policy = findPolicy(html, header);
  const index = new URL(scriptUrl).origin === new URL(url).origin ? 0 : 1;
  const referrer = policies[policy]?.[index] ?? 'full';
  if (referrer === 'full')
    return good(`The referrer policy is ${policy}: events of server code get the URL of the page.`);
  if (referrer === policies[defaultPolicy]?.[index]) {
    return good(`The referrer policy is ${policy}: a server on another host gets the host of the page, as by default.`);
  }
  return warning(
    `The referrer policy is ${policy}: ${consequences[referrer]}. Set ${defaultPolicy} (Helmet: referrerPolicy: { policy: '${defaultPolicy}' }).`,
  );
}

/** Returns the policy of the last meta element that names one, else that of the header, else the default. */
function findPolicy(html: string, header = ''): string {
  const metas = (html.match(/<meta\b[^<>]*>/gi) ?? [])
    .filter((tag) => /\sname=["']?referrer\b/i.test(tag))
    .map((tag) => /\scontent=["']?([\w-]+)/i.exec(tag)?.[1]?.toLowerCase() ?? '')
    .map((name) => olderNames[name] ?? name);
  const named = header.toLowerCase().split(',');
  const known = [...named, ...metas].map((name) => name.trim()).filter((name) => Object.hasOwn(policies, name));
  return known.at(-1) ?? defaultPolicy;
}
