import { metaCall } from './meta-call.mjs';

/** Without Twinbeam, a page maps its events to Meta's names and fields itself. */
const byHand = `<script>window.metaCall = ${metaCall}</script>`;
const snippet = `<script>
const fbq = window.fbq = (...call) => fbq.callMethod ? fbq.callMethod(...call) : fbq.queue.push(call);
Object.assign(fbq, { push: fbq, loaded: true, version: '2.0', queue: [] });
window._fbq = fbq;
fbq('init', '1234567890');
fbq('track', 'PageView');
window.track = (...message) => fbq('track', ...metaCall(message));
</script><script async src="/meta/en_US/fbevents.js"></script>`;
const withTwinbeam = (tag) => `${tag}<script>window.track = (...call) => twinbeam.track(...call)</script>`;

/**
 * The contenders, each with the head of its page. It sets `window.track`, which gets the name and the properties of an
 * event. `bundle` is the file in `pages/` that is built, as described in the package's own guide.
 */
export const candidates = [
  { name: 'empty page', head: () => '<script>window.track = () => undefined</script>' },
  {
    name: "limit: Meta's snippet alone",
    head: () => byHand + snippet,
    does: "the Pixel's leg only, by hand: no ids, no server",
  },
  {
    name: 'Twinbeam',
    head: ({ twinbeamTag }) => withTwinbeam(twinbeamTag),
    does: 'both legs under one id: Pixel calls, and messages to the own server; cookies, page view, retries',
  },
  {
    name: 'Twinbeam, Pixel emptied',
    head: ({ twinbeamTag }) => `<script>window.fbq = () => undefined</script>${withTwinbeam(twinbeamTag)}`,
    does: "its own work alone: an ad blocker's empty function stands for the Pixel",
  },
  {
    name: '@segment/analytics-next',
    bundle: 'segment',
    does: 'messages to a server, one request each; plug-ins, retries; neither the Pixel nor its cookies',
  },
  {
    name: '@rudderstack/analytics-js',
    bundle: 'rudderstack',
    does: 'messages to a server, one request each; plug-ins, consent, retries; neither the Pixel nor its cookies',
  },
  {
    name: "Meta's Parameter Builder",
    bundle: 'parameter-builder',
    does: 'cookies and hashing only: no event, no request; "track" reads the two ids for a request of your own',
  },
  {
    name: 'react-facebook-pixel',
    head: ({ bundleTag }) => byHand + bundleTag,
    bundle: 'react-facebook-pixel',
    does: "the Pixel's leg only, without event ids: a server's copy of an event could not be told from it",
  },
];
