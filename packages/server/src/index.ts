export type {
  Action,
  ActionSource,
  ActionValue,
  MapResult,
  Problem,
  ProblemCode,
  ServerEvent,
  Settings,
  Severity,
  StandardEvent,
} from '@twinbeam/shared';
export { standardEvents, toPixelCall } from '@twinbeam/shared';
export { createTwinbeam } from './create-twinbeam.js';
export { GraphError, type GraphErrorKind, type GraphErrorPolicy } from './graph/errors.js';
export type { Fetch } from './graph/http.js';
export { type ClickCookie, type ClickCookieInput, clickCookies } from './http/click-cookies.js';
export type { Identity } from './http/request-identity.js';
export type { TwinRequest, TwinResponse } from './http/routes.js';
export type { Logger } from './logger.js';
export { type GraphEvent, mapMessage } from './mapping/map-message.js';
export { normalForm } from './mapping/match-keys/normal-form.js';
export { type PixelOptions, type TwinbeamOptions, TwinbeamOptionsError } from './options/options.js';
export { createLmdbOutbox, type LmdbOutboxOptions } from './outbox/lmdb/lmdb.js';
export { createMemoryOutbox, type MemoryOutboxOptions } from './outbox/memory/memory.js';
export {
  type DeadLetter,
  type DeadLetters,
  type DeadReason,
  type Outbox,
  OutboxError,
  type OutboxEvent,
  type OutboxStats,
  type OutboxUse,
  type Pause,
  type Pauses,
  type PutResult,
  type StoredEvent,
} from './outbox/outbox.js';
export type { SendResult } from './send.js';
export type { TrackOptions, Twinbeam, TwinbeamHttp, TwinbeamStats } from './twinbeam.js';
