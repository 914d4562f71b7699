import type { Outbox, OutboxQueue } from '../outbox.js';
import type { FirstState } from './first-state.js';

/** Prefix of the ids of events in the second outbox. */
const prefix = 'second.';

/** Creates the access to the events of both outboxes; while the first is unreachable, only to those of the second. */
export function createLayeredQueue(first: Outbox, second: Outbox, state: FirstState): OutboxQueue {
  const selectIds = (ids: readonly string[], isSecond: boolean): string[] =>
    ids.filter((id) => id.startsWith(prefix) === isSecond).map((id) => (isSecond ? id.slice(prefix.length) : id));
  const change = async (operation: 'drop' | 'replay', ids: readonly string[]): Promise<number> => {
    const [ofFirst, ofSecond] = [selectIds(ids, false), selectIds(ids, true)];
    const changed = ofSecond.length > 0 ? await second.queue[operation](ofSecond) : 0;
    return changed + (ofFirst.length > 0 ? await first.queue[operation](ofFirst) : 0);
  };

  return {
    async list(limit) {
      const ofFirst = state.isAway() ? [] : await first.queue.list(limit);
      const ofSecond = await second.queue.list(limit - ofFirst.length);
      return [...ofFirst, ...ofSecond.map((event) => ({ ...event, id: prefix + event.id }))];
    },
    drop: (ids) => change('drop', ids),
    replay: async (ids) => (ids ? change('replay', ids) : (await second.queue.replay()) + (await first.queue.replay())),
  };
}
