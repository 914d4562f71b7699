/** Calls that take the ids of events. */
interface CallsByIds {
  drop(ids: readonly string[]): Promise<number>;
  replay(ids?: readonly string[]): Promise<number>;
}

/**
 * Adds a check of their ids to calls, which reject with a `TypeError` and do nothing if these are no list. The characters
 * of a text would be read as ids, and the ids of some engines are numbers: of `'12'` the events 1 and 2 would be dropped.
 */
export const withIdCheck = <Calls extends CallsByIds>(calls: Calls): Calls => ({
  ...calls,
  drop: async (ids: readonly string[]) => calls.drop(checkIds('drop', ids)),
  replay: async (ids?: readonly string[]) => calls.replay(ids === undefined ? ids : checkIds('replay', ids)),
});

function checkIds(call: string, ids: unknown): readonly string[] {
  if (Array.isArray(ids)) return ids;
  throw new TypeError(`${call}() did nothing: the ids must be a list, such as [deadLetter.id].`);
}
