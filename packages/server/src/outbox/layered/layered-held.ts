import type { HeldEvents } from '../held-events.js';
import type { Outbox } from '../outbox.js';
import type { FirstState } from './first-state.js';

/**
 * Creates the access to the held events of both outboxes. Holds of the second are handed over, so that every server
 * finds them in the first.
 */
export const createLayeredHeld = (first: Outbox, second: Outbox, state: FirstState): HeldEvents => ({
  add: (hold) =>
    state.runOrElse(
      () => first.held.add(hold),
      () => second.held.add(hold),
    ),
  async end(id, end) {
    const ofSecond = await second.held.end(id, end);
    if (!ofSecond.changed) return first.held.end(id, end);
    // The first may have got the hold too. The second has ended it, so its events must not be sent from the first.
    if (!state.isAway()) await first.held.end(id, 'void').catch(() => undefined);
    return ofSecond;
  },
  async *list() {
    yield* second.held.list();
    if (!state.isAway()) yield* first.held.list();
  },
});
