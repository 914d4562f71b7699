const lifetime = 90 * 24 * 60 * 60;

/** The value of a cookie as it stands. */
export const readCookie = (name: string): string | undefined =>
  document.cookie
    .split('; ')
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

/** Makes `_fbp` where it is missing, and `_fbc` from a click id that is not the stored one's; renews both. */
export function keepCookies(): void {
  const index = domain().split('.').length - 1;
  write('_fbp', readCookie('_fbp') ?? `fb.${index}.${Date.now()}.${Math.floor(Math.random() * 1e17)}`);
  const clickId = new URLSearchParams(location.search).get('fbclid');
  const stored = readCookie('_fbc');
  const known = clickId && stored?.split('.').slice(3).join('.').startsWith(clickId);
  if (clickId && clickId.length <= 500 && !known) write('_fbc', `fb.${index}.${Date.now()}.${clickId}`);
  else if (stored) write('_fbc', stored);
}

/** The last two labels of the host; none for addresses and names of one label. */
const domain = (): string =>
  /[a-z]$/.test(location.hostname) ? (/[^.]+\.[^.]+$/.exec(location.hostname)?.[0] ?? '') : '';

function write(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Safari and Firefox
  document.cookie = `${name}=${value}; path=/; max-age=${lifetime}; samesite=lax; domain=${domain()}`;
}
