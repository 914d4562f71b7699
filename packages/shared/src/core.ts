/**
 * The mapper for the browser's bundle, where every byte counts: for messages that the tracker itself has made, and built
 * with the `lean-` files in place of their namesakes: any finding means that
 * the message is rejected, and none says why.
 */
export {
  chooseFbc,
  clickCookieMaxAge,
  clickIdOfUrl,
  createFbp,
  parseFbc,
  parseFbp,
} from './click-cookie.js';
export { type CommonEvent, mapEvent } from './map-event.js';
export { addressNames, traitNames } from './match-key-names.js';
export type { EventMessage, Message } from './message.js';
export type { Finding } from './problem.js';
export type { Settings } from './settings.js';
