export type {
  Action,
  ActionSource,
  ActionValue,
  Address,
  AnyProperties,
  ContentProperties,
  CustomData,
  EventName,
  EventProperties,
  GivenMessage,
  MappingResult,
  Message,
  PixelCall,
  Problem,
  ProblemCode,
  Product,
  PropertiesOf,
  Settings,
  Severity,
  StandardEvent,
  Traits,
} from '@twinbeam/shared';
export { standardEvents, toPixelCall } from '@twinbeam/shared';
export type { HeldResult } from './accept/held-calls.js';
export type { Identity } from './accept/identity.js';
export type { ForgetOptions } from './accept/match-keys-to-forget.js';
export type { SendResult } from './accept/send-result.js';
export type { SendOptions, TrackOptions } from './accept/track-options.js';
export { createTwinbeam } from './create-twinbeam.js';
export { GraphError } from './graph/graph-error.js';
export type { GraphErrorKind, GraphErrorPolicy } from './graph/graph-error-policies.js';
export type { Fetch, FetchResponse } from './graph/http.js';
export type { ContentSecurityPolicy, ContentSecurityPolicyOptions } from './http/page/content-security-policy.js';
export type { ScriptTagOptions } from './http/page/script-tag.js';
export {
  type ClickCookie,
  type ClickCookieInput,
  type ClickCookies,
  clickCookies,
} from './http/visitor/click-cookies.js';
export type { CloseOptions } from './lifecycle/close.js';
export type { HostServer } from './lifecycle/close-server.js';
export type { Logger } from './log/logger.js';
export type { BeforeSend } from './mapping/before-send.js';
export { normalForm } from './mapping/match-keys/normal-form.js';
export type { MappedServerEvent, ServerEvent, ServerEventContext } from './mapping/server-event.js';
export { toServerEvent as mapMessage } from './mapping/to-server-event.js';
export type { UserData } from './mapping/user-data.js';
export type { TwinbeamStats } from './monitoring/twinbeam-stats.js';
export type { AllowMessage, CollectRequest } from './options/collect-options.js';
export type { TwinbeamOptions } from './options/options.js';
export { TwinbeamOptionsError } from './options/options-error.js';
export type { AccessToken, MessageFilter, PixelOptions } from './options/pixel-options.js';
export type { HeldEvents, Hold, HoldEnd, HoldState } from './outbox/held-events.js';
export type { Lane } from './outbox/lanes.js';
export { createLmdbOutbox, type LmdbOutboxOptions } from './outbox/lmdb/lmdb.js';
export { createMemoryOutbox, type MemoryOutboxOptions } from './outbox/memory/memory.js';
export {
  type DeadLetter,
  type DeadLetters,
  type FailureReason,
  type Forgotten,
  type Outbox,
  OutboxError,
  type OutboxEvent,
  type OutboxQueue,
  type OutboxStats,
  type OutboxUse,
  type Pause,
  type Pauses,
  type PostponeOptions,
  type PutResult,
  type QueuedEvent,
  type StoredEvent,
  type TakeOptions,
  type Withdrawal,
  type Withdrawals,
} from './outbox/outbox.js';
export type { Twinbeam } from './twinbeam.js';
