import type { Fbq } from './fbq.js';
import type { Locks } from './locks.js';

/** The methods of `fbq`, by name. */
export type Methods = Record<string, (...args: never[]) => void>;

/** The queue of calls in `fbq.queue`. */
export interface Queue {
  /** Runs a call, or queues it while there is a lock. */
  run(...call: unknown[]): void;
  /** Runs the queued calls in order, until one of them sets a lock. */
  drain(): void;
}

/**
 * Creates the queue of calls. While there is a lock every call is queued, except a direct call of `consent`. Therefore
 * a `grant` that is queued after a `revoke` is never reached.
 */
export function createQueue(fbq: Fbq, locks: Locks, methods: Methods): Queue {
  const call = (name: unknown, args: unknown[]) => {
    if (typeof name !== 'string' || !Object.hasOwn(methods, name)) {
      return console.warn(`[sandbox pixel] there is no method ${String(name)}`);
    }
    // An error of the library must not be thrown into the page's script.
    try {
      methods[name]?.(...(args as never[]));
    } catch (error) {
      console.warn('[sandbox pixel]', error);
    }
  };
  const queue: Queue = {
    run(name, ...args) {
      if (locks.isLocked() && name !== 'consent') fbq.queue.push([name, ...args]);
      else call(name, args);
    },
    drain() {
      while (fbq.queue.length > 0 && !locks.isLocked()) {
        const [name, ...args] = Array.from(fbq.queue.shift() ?? []);
        call(name, args);
      }
    },
  };
  locks.onUnlocked(queue.drain);
  return queue;
}
