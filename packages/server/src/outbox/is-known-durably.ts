import type { OutboxEvent } from './outbox.js';

/**
 * How long an engine knows the events that it must know durably, in milliseconds: the time in which Meta compares ids.
 */
export const durableMemoryMs = 48 * 3_600_000;

/**
 * Returns whether an engine must know durably that it has accepted an event: purchases, and events of server code. They
 * are few, and cost most when they count twice. Other events are known as long as a window in memory has them.
 */
export const isKnownDurably = ({ source, name }: Pick<OutboxEvent, 'source' | 'name'>): boolean =>
  source === 'server' || name === 'Purchase';
