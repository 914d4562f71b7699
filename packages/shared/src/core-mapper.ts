/**
 * The mapper for browsers, for messages that the tracker itself has made, and what `core.ts` has with it: a bundle of
 * both has one copy. Built with the `lean-` files in place of their namesakes.
 */
export {
  clickCookieMaxAge,
  createFbp,
  parseClickId,
  parseFbc,
  parseFbp,
  selectFbc,
} from './click-cookie.js';
export { type Consent, type ConsentState, type DataProcessing, parseConsent } from './consent.js';
export { selectEventId } from './event-id.js';
export { mapEvent } from './map-event.js';
export { addressNames, traitNames } from './match-key-names.js';
export type { EventMessage, Message } from './message.js';
export { type Finding, hasFailed } from './problem.js';
export { resolveEvent } from './resolve-event.js';
export type { Settings } from './settings.js';
export { type PixelCall, toCall } from './to-pixel-call.js';
