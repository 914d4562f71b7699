import { guard } from '../page/guard.js';
import type { Fbq } from './fbq.js';

/** Reads the calls that the library has not come to. */
export const readQueue = ({ queue }: Fbq): unknown[][] =>
  Array.from(queue ?? []).map((call) => Array.from(call as unknown[]));

/** Takes calls that the library has not come to out of the queue. */
export const removeCalls = guard(({ queue }: Fbq, isRemoved: (call: unknown) => boolean) => {
  queue.splice(0, queue.length, ...queue.filter((call) => !isRemoved(call)));
});

/** Takes each `revoke` out of the queue: the library would stop there. */
export const removeRevokes = (fbq: Fbq): void =>
  removeCalls(fbq, (call) => `${Array.from(call as unknown[])}` === 'consent,revoke');
