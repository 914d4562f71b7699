import type { HeldEvents } from '../held-events.js';
import type { Outbox } from '../outbox.js';
import type { FirstState } from './first-state.js';

/**
 * Creates the access to the held events of both outboxes. What the second has got is handed over, so that every server
 * finds it in the first.
 */
export const createLayeredHeld = (first: Outbox, second: Outbox, state: FirstState): HeldEvents => ({
  add: (hold) =>
    state.runOrElse(
      () => first.held.add(hold),
      () => second.held.add(hold),
    ),
  async end(id, end) {
    const ofSecond = await second.held.end(id, end);
    // It may be in the first nevertheless: then the same is true there, and its events have the same ids.
    if (!ofSecond.changed) return first.held.end(id, end);
    if (!state.isAway()) await first.held.end(id, 'void').catch(() => undefined);
    return ofSecond;
  },
  async *list() {
    yield* second.held.list();
    if (!state.isAway()) yield* first.held.list();
  },
});
