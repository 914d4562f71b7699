export { createNatsOutbox } from './nats.js';
export type { NatsOutboxOptions } from './options.js';
