import { type Outbox, OutboxError, type OutboxStats } from '../outbox.js';
import type { FirstState } from './first-state.js';

/** Creates the counts of both outboxes together; of the second alone while the first is out of reach. */
export const createLayeredStats =
  (first: Outbox, second: Outbox, state: FirstState): Outbox['stats'] =>
  async () => {
    const [ofFirst, ofSecond] = await Promise.all([readFirst(first, state), second.stats()]);
    const isSecondUsed = state.isSecondUsed();
    const { pending, engine } = ofSecond;
    const layer = { engine: engine.name, pending, isUsed: isSecondUsed, isAlone: ofFirst === undefined };
    if (!ofFirst) return { ...ofSecond, second: layer };
    const oldest = [ofFirst.oldest, ofSecond.oldest].filter((time) => time !== undefined);
    return {
      pending: ofFirst.pending + pending,
      quarantined: ofFirst.quarantined + ofSecond.quarantined,
      held: ofFirst.held + ofSecond.held,
      oldest: oldest.length > 0 ? Math.min(...oldest) : undefined,
      deadLetters: ofFirst.deadLetters + ofSecond.deadLetters,
      bytes: (ofFirst.bytes ?? 0) + (ofSecond.bytes ?? 0),
      engine: ofFirst.engine,
      second: layer,
    };
  };

/** Returns undefined while the first is out of reach. */
async function readFirst(first: Outbox, state: FirstState): Promise<OutboxStats | undefined> {
  if (state.isAway()) return undefined;
  try {
    return await state.run(() => first.stats());
  } catch (error) {
    if (error instanceof OutboxError && error.code === 'closed') throw error;
    return undefined;
  }
}
