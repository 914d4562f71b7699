import { guard } from '../page/guard.js';
import type { Fbq } from './fbq.js';

/** Reads the calls that the library has not processed yet. */
export const readQueue = ({ queue }: Fbq): unknown[][] =>
  Array.from(queue ?? []).map((call) => Array.from(call as unknown[]));

/** Removes calls that the library has not processed yet. */
export const removeCalls = guard(({ queue }: Fbq, isRemoved: (call: unknown) => boolean) => {
  queue.splice(0, queue.length, ...queue.filter((call) => !isRemoved(call)));
});

/** Removes each queued `revoke`, because the library stops at it. */
export const removeRevokes = (fbq: Fbq): void =>
  removeCalls(fbq, (call) => `${Array.from(call as unknown[])}` === 'consent,revoke');
