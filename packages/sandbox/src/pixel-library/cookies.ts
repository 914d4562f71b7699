/** 90 days, in seconds. */
const lifetime = 90 * 24 * 60 * 60;
const maxClickIdLength = 500;

/** The fifth part of a value: the tag of one of Meta's libraries. */
const libraryTag = /^(AQ|Ag|Aw|BA|BQ|Bg|.{8})$/;

/** The values of `_fbp` and `_fbc`. */
export interface ClickCookies {
  fbp: string;
  fbc?: string | undefined;
}

/**
 * Reads `_fbp` and `_fbc`, creates missing values, and writes both again. A click id in the URL replaces a different
 * stored one.
 */
export function renewCookies(): ClickCookies {
  const prefix = `fb.${readDomain().split('.').length - 1}.${Date.now()}`;
  const fbp = readValue('_fbp') ?? `${prefix}.${Math.floor(Math.random() * 1e17)}`;
  const stored = readValue('_fbc');
  const clickId = readClickId();
  const isNew = clickId && stored?.split('.')[3] !== clickId;
  const fbc = isNew ? `${prefix}.${clickId}` : stored;
  writeValue('_fbp', fbp);
  if (fbc) writeValue('_fbc', fbc);
  return { fbp, fbc };
}

/** Reads the click id after `?` or `#`. Dots are replaced, because a dot is a separator in the cookie. */
function readClickId(): string | undefined {
  const text = /[?&#]fbclid=([^&#]*)/.exec(location.href)?.[1] ?? '';
  const clickId = decode(text.replaceAll('+', ' '));
  return clickId && clickId.length <= maxClickIdLength ? clickId.replaceAll('.', '__DOT__') : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Reads a cookie without decoding it. A value in another format is ignored. */
function readValue(name: string): string | undefined {
  const value = document.cookie
    .split('; ')
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
  const [fb, , , id, tag, ...more] = value?.split('.') ?? [];
  return fb === 'fb' && id && (tag === undefined || libraryTag.test(tag)) && more.length === 0 ? value : undefined;
}

/** Encodes a value that was read undecoded, like Meta's library. Therefore a `%` grows with every event. */
function writeValue(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Safari and Firefox
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${lifetime}; samesite=lax; domain=${readDomain()}`;
}

/** Reads the last two labels of the host. Empty for IP addresses and names of one label. */
const readDomain = (): string =>
  /[a-z]$/.test(location.hostname) ? (/[^.]+\.[^.]+$/.exec(location.hostname)?.[0] ?? '') : '';
