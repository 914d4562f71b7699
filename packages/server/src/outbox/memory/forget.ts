import { hasMatchKey } from '../has-match-key.js';
import type { DeadLetters, Outbox, OutboxEvent } from '../outbox.js';
import { toIds } from '../to-ids.js';
import type { MemoryHeldEvents } from './held-events.js';
import type { PendingEvents } from './pending-events.js';
import { removeEvents } from './queue.js';

export const createMemoryForget =
  (pending: PendingEvents, held: MemoryHeldEvents, deadLetters: DeadLetters): Outbox['forget'] =>
  async (matchKeys) => {
    const isWanted = ({ json }: OutboxEvent): boolean => hasMatchKey(json, matchKeys);
    const wanted = pending.list(Number.POSITIVE_INFINITY).filter(isWanted);
    removeEvents(pending, toIds(wanted));
    const quarantined = wanted.filter(({ lane }) => lane === 'quarantine').length;
    const dead = toIds((await deadLetters.list()).filter(isWanted));
    return {
      pending: wanted.length - quarantined,
      quarantined,
      held: held.forget(matchKeys),
      deadLetters: await deadLetters.drop(dead),
    };
  };
