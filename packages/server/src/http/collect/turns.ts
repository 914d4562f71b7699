/** The turns of the event loop, each with a bounded number of messages. */
export interface Turns {
  /** Resolves in a turn that these messages fit into: this one, or one after other requests have had theirs. */
  enter(messages: number): Promise<void>;
}

export interface TurnsOptions {
  /** Messages of a turn; a request with more has one of its own. */
  maxMessages: number;
  /** Runs a function in the next turn, after the requests that came meanwhile were read. */
  runNext?: (run: () => void) => void;
}

/**
 * Creates the turns. Of many requests that arrive together, all would else be computed before the host's other routes are
 * looked at.
 */
export function createTurns({ maxMessages, runNext = setImmediate }: TurnsOptions): Turns {
  const waiting: { messages: number; resolve: () => void }[] = [];
  let used = 0;
  const fits = (messages: number): boolean => used === 0 || used + messages <= maxMessages;
  const begin = (): void => {
    used = 0;
    for (let first = waiting[0]; first && fits(first.messages); first = waiting[0]) {
      waiting.shift();
      take(first.messages);
      first.resolve();
    }
  };
  const take = (messages: number): void => {
    if (used === 0) runNext(begin);
    used += messages;
  };
  return {
    async enter(messages) {
      if (waiting.length === 0 && fits(messages)) take(messages);
      else await new Promise<void>((resolve) => waiting.push({ messages, resolve }));
    },
  };
}
