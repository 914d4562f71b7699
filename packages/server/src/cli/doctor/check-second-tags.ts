import { bad, type Check, warning } from './check.js';

/** Tag managers: they load other scripts, which the page's HTML does not show. */
const loaders: readonly [pattern: RegExp, name: string][] = [
  [/googletagmanager\.com\/gtm\.js|GTM-[A-Z0-9]{4,}/, 'Google Tag Manager'],
  [/assets\.adobedtm\.com/, 'Adobe Launch'],
  [/tags\.tiqcdn\.com/, 'Tealium'],
];

/** Checks whether the page's HTML has another tag of the same pixel; its events would have other ids. */
export function checkSecondTags(html: string, pixelId: string): Check[] {
  const inits = [...html.matchAll(/\bfbq\s*\(\s*['"]init['"]\s*,\s*['"](\d+)['"]/g)].map(([, id]) => id);
  if (inits.includes(pixelId)) {
    return [
      bad(
        `The page has another tag of pixel ${pixelId} (fbq('init')): its events have other ids, so they count twice. Remove it.`,
      ),
    ];
  }
  const loader = loaders.find(([pattern]) => pattern.test(html));
  if (loader) {
    return [
      warning(
        `${loader[1]} is on the page: make sure that it has no tag of pixel ${pixelId}, which would count every event twice.`,
      ),
    ];
  }
  if (/connect\.facebook\.net\/[\w/]+\/fbevents\.js/.test(html)) {
    return [warning(`The page loads fbevents.js itself: make sure that nothing else sends to pixel ${pixelId}.`)];
  }
  return [
    warning(
      `The page's HTML has no other tag of pixel ${pixelId}; scripts that the page loads were not read. To look with a browser, add --browser.`,
    ),
  ];
}
