/** A sleep that can be ended early. */
export interface InterruptibleSleep {
  /** Resolves after `ms` milliseconds, or at the next `wake`. */
  sleep(ms: number): Promise<void>;
  wake(): void;
}

export function createInterruptibleSleep(): InterruptibleSleep {
  let wake: () => void = () => undefined;
  return {
    sleep: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    wake: () => wake(),
  };
}
