import type { Hit } from './hit.js';
import { hitEndpoint, triggerEndpoint } from './urls.js';

/** Meta's own apps accept longer URLs of images. */
const metaApps = /Android.*(FB_IAB|Instagram)|(iPhone|iPad).*(FBIOS|Instagram|Messenger(Lite)?ForiOS)/;
/** A hit is sent as an image if its URL has fewer characters. */
const maxUrlLength = metaApps.test(navigator.userAgent) ? 32_768 : 2_048;

/**
 * Sends a hit as an image. If its URL is too long, it is sent as a form that is posted into a hidden frame in Chrome,
 * and as a beacon elsewhere, or as the form if the beacon is refused. A second image is sent to the Privacy Sandbox.
 */
export function sendHit(hit: Hit): void {
  const url = toUrl(hitEndpoint, hit, 'GET');
  if (url.length < maxUrlLength) new Image().src = url;
  else if (isChrome() || !sendBeacon(hit)) sendForm(hit);
  // In a later task, so that it takes no connection from the next hit: the sandbox uses HTTP/1.1, Meta HTTP/2.
  setTimeout(() => {
    new Image().src = toUrl(triggerEndpoint, hit, 'FGET');
  });
}

/** Appends the parameters without encoding the brackets in their names, because the length of the URL matters. */
function toUrl(endpoint: string, hit: Hit, method: string): string {
  const pairs = withMethod(hit, method).map(([name, value]) => {
    const encodedName = encodeURIComponent(name).replaceAll('%5B', '[').replaceAll('%5D', ']');
    return `${encodedName}=${encodeURIComponent(value)}`;
  });
  return `${endpoint}?${pairs.join('&')}`;
}

const withMethod = (hit: Hit, method: string): Hit => [...hit, ['rqm', method]];

const isChrome = (): boolean => navigator.vendor === 'Google Inc.' && !/Edg|CriOS|OPR/.test(navigator.userAgent);

function sendBeacon(hit: Hit): boolean {
  const form = new FormData();
  for (const [name, value] of withMethod(hit, 'SB')) form.append(name, value);
  try {
    return navigator.sendBeacon(hitEndpoint, form);
  } catch {
    return false;
  }
}

/** Posts a form into a frame. The page's content security policy must allow it in `frame-src` and `form-action`. */
function sendForm(hit: Hit): void {
  const target = `fb${String(Math.random()).slice(2)}`;
  const form = document.createElement('form');
  Object.assign(form, { method: 'post', action: hitEndpoint, target, enctype: 'multipart/form-data' });
  form.acceptCharset = 'utf-8';
  form.style.display = 'none';
  const frame = document.createElement('iframe');
  Object.assign(frame, { name: target, src: 'about:blank' });
  const submit = () => {
    for (const [name, value] of withMethod(hit, 'formPOST')) {
      const input = document.createElement('input');
      Object.assign(input, { type: 'hidden', name, value });
      form.append(input);
    }
    frame.addEventListener('load', () => form.remove(), { once: true });
    form.submit();
  };
  frame.addEventListener('load', submit, { once: true });
  form.append(frame);
  (document.body ?? document.documentElement).append(form);
}
