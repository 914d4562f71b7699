import type { OutboxEvent } from './outbox.js';

/** Milliseconds for which an event that `isKnownDurably` is known: the time in which Meta compares ids. */
export const durableMemoryMs = 48 * 3_600_000;

/**
 * Returns whether it is known durably that an event was accepted: those that cost most when they count twice, and of which
 * there are few. The others are known as far as a window in memory reaches.
 */
export const isKnownDurably = ({ source, name }: Pick<OutboxEvent, 'source' | 'name'>): boolean =>
  source === 'server' || name === 'Purchase';
