/** Spreads messages over turns of the event loop, with a limited number in each. */
export interface Turns {
  /**
   * Resolves in a turn that has room for these messages: this one, or a later one after the requests that came before.
   */
  enter(messages: number): Promise<void>;
}

export interface TurnsOptions {
  /** Messages per turn; a request with more messages gets a turn of its own. */
  maxMessages: number;
  /** Runs a function in the next turn, after requests that arrived meanwhile were read. */
  runNext?: (run: () => void) => void;
}

/**
 * Creates the turns. Without them, when many requests arrive together, all would be processed before the host's other
 * routes get their turn.
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
