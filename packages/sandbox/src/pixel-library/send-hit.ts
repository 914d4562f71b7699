/** Hits with a longer URL, in characters, are sent as a body. */
const maxUrlLength = 2_048;

/** Sends a hit: as a picture, or when it is too long as a beacon, or when that is refused by `fetch`. */
export function sendHit(endpoint: string, hit: URLSearchParams): void {
  const url = `${endpoint}?${hit}`;
  if (url.length <= maxUrlLength) {
    new Image().src = url;
    return;
  }
  const form = new FormData();
  for (const [key, value] of hit) form.set(key, value);
  if (!navigator.sendBeacon?.(endpoint, form)) {
    fetch(endpoint, { method: 'POST', body: hit, keepalive: true }).catch(() => undefined);
  }
}
