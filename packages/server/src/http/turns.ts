/** Spreads the bodies of requests over turns of the event loop, with a limited number of bytes in each. */
export interface Turns {
  /**
   * Resolves in a turn that has room for a body of this size: this one, or a later one after the requests that came
   * before.
   */
  enter(bytes: number): Promise<void>;
}

export interface TurnsOptions {
  /** Bytes per turn; a larger body gets a turn of its own. */
  maxBytes: number;
  /** Runs a function in the next turn, after requests that arrived meanwhile were read. */
  runNext?: (run: () => void) => void;
}

/**
 * Creates the turns. Without them, when many requests arrive together, all would be processed before the host's other
 * routes get their turn.
 */
export function createTurns({ maxBytes, runNext = setImmediate }: TurnsOptions): Turns {
  const waiting: { bytes: number; resolve: () => void }[] = [];
  let used = 0;
  const fits = (bytes: number): boolean => used === 0 || used + bytes <= maxBytes;
  const begin = (): void => {
    used = 0;
    for (let first = waiting[0]; first && fits(first.bytes); first = waiting[0]) {
      waiting.shift();
      take(first.bytes);
      first.resolve();
    }
  };
  const take = (bytes: number): void => {
    if (used === 0) runNext(begin);
    used += bytes;
  };
  return {
    async enter(bytes) {
      if (waiting.length === 0 && fits(bytes)) take(bytes);
      else await new Promise<void>((resolve) => waiting.push({ bytes, resolve }));
    },
  };
}
