import type { OutboxError } from '../outbox/outbox.js';

/** Whether the outbox was full when something was put last, for health checks. */
export interface StoreHealth {
  /** Notes that events were stored. */
  stored(): void;
  /** Notes that events could not be stored. */
  failed(error: OutboxError): void;
  /**
   * Returns whether the outbox is full still: it was when something was put last, and no fewer events are pending than when
   * this was first asked. Without requests nobody would find out.
   */
  isStillFull(pending: number): boolean;
}

export function createStoreHealth(): StoreHealth {
  let wasFull = false;
  let pendingWhenFull: number | undefined;
  return {
    stored() {
      wasFull = false;
      pendingWhenFull = undefined;
    },
    failed({ code }) {
      wasFull ||= code === 'full';
    },
    isStillFull(pending) {
      if (!wasFull) return false;
      pendingWhenFull ??= pending;
      return pending >= pendingWhenFull;
    },
  };
}
