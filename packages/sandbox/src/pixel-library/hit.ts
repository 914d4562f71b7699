/** Longer addresses are sent as a body. */
const longestUrl = 2_048;

/** Sends a hit: as a picture, or when it is long as a beacon, or else as a form. */
export function sendHit(endpoint: string, hit: URLSearchParams): void {
  const url = `${endpoint}?${hit}`;
  if (url.length <= longestUrl) {
    new Image().src = url;
    return;
  }
  const form = new FormData();
  for (const [key, value] of hit) form.set(key, value);
  if (!navigator.sendBeacon?.(endpoint, form)) {
    fetch(endpoint, { method: 'POST', body: hit, keepalive: true }).catch(() => undefined);
  }
}
