/**
 * What the script of a page needs before anything is mapped: click cookies, and the id that an event will have. Built
 * with the `lean-` files in place of their namesakes, because every byte of it counts.
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
export type { EventMessage, Message } from './message.js';
export { resolveEvent } from './resolve-event.js';
export type { Settings } from './settings.js';
