import type { Outbox, OutboxStats } from '../outbox.js';
import type { FirstState } from './first-state.js';

/** Creates the counts of both outboxes together; while the first is unreachable, only of the second. */
export function createLayeredStats(first: Outbox, second: Outbox, state: FirstState): Outbox['stats'] {
  /** Resolves with undefined while the first is unreachable. */
  const readFirst = (): Promise<OutboxStats | undefined> =>
    state.runOrElse<OutboxStats | undefined>(
      () => first.stats(),
      async () => undefined,
    );
  return async () => {
    const [ofFirst, ofSecond] = await Promise.all([readFirst(), second.stats()]);
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
}
