/**
 * What the script of a page needs before anything is mapped: click cookies, and the id that an event will have. Built
 * with the `lean-` files in place of their namesakes, because every byte of it counts.
 */
export {
  chooseFbc,
  clickCookieMaxAge,
  clickIdOfUrl,
  createFbp,
  parseFbc,
  parseFbp,
} from './click-cookie.js';
export { type ConsentState, consentStateOf, type DataProcessing, parseConsent } from './consent.js';
export { eventIdOf } from './event-id.js';
export type { EventMessage, Message } from './message.js';
export { resolveEvent } from './resolve-event.js';
export type { Settings } from './settings.js';
