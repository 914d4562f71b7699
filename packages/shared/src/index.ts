export type { AppData } from './app-data.js';
export {
  clickCookieMaxAge,
  createFbp,
  parseClickId,
  parseFbc,
  parseFbp,
  selectFbc,
} from './click-cookie.js';
export { type Consent, type ConsentState, type DataProcessing, parseConsent } from './consent.js';
export { hasCustomRules } from './custom-rules.js';
export { createEventId } from './event-id.js';
export { type Attempt, type MapResult, mapServerLeg, toPixelCall, toServerEvent } from './mapper.js';
export { type HashedKey, hashedKeys } from './match-key-names.js';
export type { Message } from './message.js';
export {
  type ActionSource,
  actionSources,
  type Content,
  type CustomData,
  type DeliveryCategory,
  deliveryCategories,
  type MetaEvent,
} from './meta.js';
export { sameSite } from './page-url.js';
export type { PlainUserData } from './plain-user-data.js';
export { type Finding, hasFailed, type Problem, type ProblemCode, type Severity } from './problem.js';
export { describe as describeFindings } from './problem-texts.js';
export type { Action, ActionValue, Settings } from './settings.js';
export { type DataRule, type StandardEvent, standardEvents } from './standard-events.js';
export type { PixelCall } from './to-pixel-call.js';
export type { ServerContext, ServerEvent, ServerLeg } from './to-server-event.js';
export type { UserDataSelection } from './user-data.js';
