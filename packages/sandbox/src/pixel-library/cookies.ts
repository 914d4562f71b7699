/** In seconds. */
const lifetime = 90 * 24 * 60 * 60;

/** Reads the value of a cookie, without decoding it. */
export const readCookie = (name: string): string | undefined =>
  document.cookie
    .split('; ')
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

/** Creates `_fbp` if it is missing, and `_fbc` from a click id in the address that is new. Renews both. */
export function keepCookies(): void {
  const index = readDomain().split('.').length - 1;
  writeCookie('_fbp', readCookie('_fbp') ?? `fb.${index}.${Date.now()}.${Math.floor(Math.random() * 1e17)}`);
  const clickId = new URLSearchParams(location.search).get('fbclid');
  const stored = readCookie('_fbc');
  const known = clickId && stored?.split('.').slice(3).join('.').startsWith(clickId);
  if (clickId && clickId.length <= 500 && !known) writeCookie('_fbc', `fb.${index}.${Date.now()}.${clickId}`);
  else if (stored) writeCookie('_fbc', stored);
}

/** Reads the last two labels of the host. Empty for IP addresses and names of one label. */
const readDomain = (): string =>
  /[a-z]$/.test(location.hostname) ? (/[^.]+\.[^.]+$/.exec(location.hostname)?.[0] ?? '') : '';

function writeCookie(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Safari and Firefox
  document.cookie = `${name}=${value}; path=/; max-age=${lifetime}; samesite=lax; domain=${readDomain()}`;
}
