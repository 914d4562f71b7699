export type { AnyProperties } from './any-properties.js';
export { type AppendedValue, parseAppendix } from './appendix.js';
export { toAsciiDigits } from './ascii-digits.js';
export { skippedByWhen } from './conditions.js';
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
export { holdsEmail } from './custom-data/email-address.js';
export { lateValueNames } from './custom-data/late-values.js';
export { parseMoney } from './custom-data/money.js';
export { findPersonalKind, isPersonalName } from './custom-data/personal-names.js';
export { withoutPersonalParameters } from './custom-data/personal-parameters.js';
export { findPiiVerdict, readPiiLists } from './custom-data/pii-lists.js';
export { readJson } from './custom-data/read-lists.js';
export { cutUrl, maxUrlLength } from './cut-url.js';
export { createEventId, eventIdPaths, orderIdNames, readEventIds, toId, toKnownId } from './event-id.js';
export { isMappedName } from './event-mapping.js';
export type {
  ContentProperties,
  EventName,
  EventProperties,
  Product,
  PropertiesOf,
} from './event-properties.js';
export type { GivenMessage } from './given-message.js';
export { type IdentifiedEvent, identifyEvent } from './identify-event.js';
export { type IntegrationOptions, readIntegrations, setContentType, skippedByIntegrations } from './integrations.js';
export { mapEvent } from './map-event.js';
export { type MappedPixelCall, mapPixelCall, type PixelCall } from './map-pixel-call.js';
export type { MappingResult } from './mapping-result.js';
export {
  addressNames,
  type HashedKey,
  hashedKeys,
  type MatchKeyNames,
  toPlaceholderKind,
  traitNames,
} from './match-key-names.js';
export type { Message } from './message.js';
export { type ActionSource, actionSources, type CustomData, type MessagingChannel, messagingChannels } from './meta.js';
export { optOutPaths, readOptOuts } from './opt-out.js';
export { isPlaceholder, type PlaceholderKind } from './placeholder.js';
export { error, hasErrors, type Problem, type ProblemCode, type Severity, warning } from './problem.js';
export type { ScriptConfig } from './script-config.js';
export { addMatchKeys, type OnPlaceholder, selectUserData, type UserDataSelection } from './select-user-data.js';
export type { Action, ActionValue, EventFilter, Settings } from './settings.js';
export { type StandardEvent, standardEvents } from './standard-events.js';
export { toPixelCall } from './to-pixel-call.js';
export type { Address, Traits } from './traits.js';
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
} from './value.js';
