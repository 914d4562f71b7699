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
export { type ClickCookie, type ClickCookieInput, clickCookies } from './click-cookies.js';
export { GraphError, type GraphErrorKind } from './graph/errors.js';
export type { Fetch } from './graph/http.js';
export { createTwinbeam } from './kit.js';
export type { Logger } from './logger.js';
export { type GraphEvent, mapMessage } from './map-message.js';
export { normalForm } from './match-keys/normal-form.js';
export { type PixelOptions, type TwinbeamOptions, TwinbeamOptionsError } from './options.js';
export { createLmdbOutbox, type LmdbOutboxOptions } from './outbox/lmdb/lmdb.js';
export { createMemoryOutbox, type MemoryOutboxOptions } from './outbox/memory.js';
export { createNatsOutbox } from './outbox/nats/nats.js';
export type { NatsOutboxOptions } from './outbox/nats/options.js';
export {
  type DeadLetter,
  type DeadLetters,
  type DeadReason,
  type Hold,
  type Holds,
  type Outbox,
  OutboxError,
  type OutboxEvent,
  type OutboxStats,
  type PutResult,
  type StoredEvent,
} from './outbox/outbox.js';
export type { Identity } from './request-identity.js';
export type { TwinRequest, TwinResponse } from './routes.js';
export type { SendResult } from './send.js';
export type { TrackOptions, Twinbeam, TwinbeamHttp, TwinbeamStats } from './twinbeam.js';
