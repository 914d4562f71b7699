export { createSandbox, type Sandbox, type SandboxOptions } from './create-sandbox.js';
export type { EventCounts } from './event-store.js';
export type { Fault } from './fault.js';
export type { Refusal } from './graph/rule.js';
export { findRefusal } from './graph/rules.js';
export type { PixelConfiguration } from './pixel/pixel-configurations.js';
export type { Arrival, ReceivedEvent, Source } from './received-event.js';
