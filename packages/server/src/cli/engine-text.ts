import type { OutboxStats } from '../outbox/outbox.js';

/** Returns the name of an engine with its details: `nats, version 2.10.23, replicas 3`. */
export const toEngineText = ({ name, ...details }: OutboxStats['engine']): string =>
  [name, ...Object.entries(details).map(([key, value]) => `${key} ${value}`)].join(', ');
