export type { AnyProperties } from './base/any-properties.js';
export { type AppendedValue, parseAppendix } from './base/appendix.js';
export { toAsciiDigits } from './base/ascii-digits.js';
export { cutUrl, maxUrlLength } from './base/cut-url.js';
export { holdsEmail } from './base/email-address.js';
export type { MappingResult } from './base/mapping-result.js';
export { isPlaceholder, type PlaceholderKind } from './base/placeholder.js';
export { error, hasErrors, type Problem, type ProblemCode, type Severity, warning } from './base/problem.js';
export {
  type Fields,
  firstPresent,
  firstText,
  isFields,
  isPresent,
  maxNameLength,
  readPath,
  toBoolean,
  toFields,
  toText,
  toWellFormed,
  withoutInvisible,
} from './base/value.js';
export { anonymousIdCookie, parseAnonymousId } from './cookies/anonymous-id.js';
export { clickCookieMaxAge, selectFbc, selectFbp } from './cookies/click-cookies.js';
export {
  type Consent,
  type ConsentState,
  type DataProcessing,
  formatConsent,
  parseConsent,
} from './cookies/consent.js';
export { parseClickId, parseFbc, parseStableFbc } from './cookies/fbc.js';
export { parseFbp } from './cookies/fbp.js';
export { formatKeptIds, type KeptIds, keeperCookie, parseKeptIds } from './cookies/kept-ids.js';
export { parseSignedAddress, signedAddressCookie, signedAddressMaxAge } from './cookies/signed-address.js';
export { selectAmount } from './custom-data/amount.js';
export { parseCurrency } from './custom-data/currency.js';
export { lateValueNames } from './custom-data/late-values.js';
export { parseMoney } from './custom-data/money.js';
export { findPersonalKind, isPersonalName } from './custom-data/personal-names.js';
export { withoutPersonalParameters } from './custom-data/personal-parameters.js';
export { findPiiVerdict, readPiiLists } from './custom-data/pii-lists.js';
export { readJson } from './custom-data/read-lists.js';
export { skippedByWhen } from './event/conditions.js';
export { createEventId, eventIdPaths, orderIdNames, readEventIds, toId, toKnownId } from './event/event-id.js';
export { isMappedName } from './event/event-mapping.js';
export { type IdentifiedEvent, identifyEvent } from './event/identify-event.js';
export { type StandardEvent, standardEvents } from './event/standard-events.js';
export {
  type IntegrationOptions,
  readIntegrations,
  setContentType,
  skippedByIntegrations,
} from './mapping/integrations.js';
export { mapEvent } from './mapping/map-event.js';
export { type MappedPixelCall, mapPixelCall, type PixelCall } from './mapping/map-pixel-call.js';
export { isHitPath } from './mapping/pixel-hit.js';
export { toPixelCall } from './mapping/to-pixel-call.js';
export type {
  ContentProperties,
  EventName,
  EventProperties,
  Product,
  PropertiesOf,
} from './message/event-properties.js';
export type { GivenMessage } from './message/given-message.js';
export type { Message } from './message/message.js';
export { optOutPaths, readOptOuts } from './message/opt-out.js';
export type { Address, Traits } from './message/traits.js';
export { type ActionSource, actionSources, type CustomData, type MessagingChannel, messagingChannels } from './meta.js';
export type { ScriptConfig } from './script-config.js';
export type { Action, ActionValue, EventFilter, Settings } from './settings.js';
export {
  addressNames,
  type HashedKey,
  hashedKeys,
  type MatchKeyNames,
  toPlaceholderKind,
  traitNames,
} from './user-data/match-key-names.js';
export {
  addMatchKeys,
  type OnPlaceholder,
  selectUserData,
  type UserDataSelection,
} from './user-data/select-user-data.js';
