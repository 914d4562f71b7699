import { CommandError } from '../command-error.js';
import { exitCodes } from '../exit-codes.js';

/** Watches the pauses of pixels. */
export interface PauseCheck {
  /** Throws `CommandError` when a pixel has been paused for some seconds, until somebody mends the cause. */
  observe(paused: Readonly<Record<string, string>>): void;
}

/** A pause that an earlier run has left ends within this time if its cause was mended, in milliseconds. */
const graceMs = 2_000;

export function createPauseCheck(now: () => number = () => performance.now()): PauseCheck {
  let since: number | undefined;
  return {
    observe(paused) {
      const [first] = Object.entries(paused);
      since = first ? (since ?? now()) : undefined;
      if (!first || since === undefined || now() - since < graceMs) return;
      const [pixelId, reason] = first;
      throw new CommandError(
        `Nothing is sent to pixel ${pixelId}: ${reason}. What is stored is kept. Mend it, and run the same command again: it goes on where it stopped.`,
        exitCodes.unavailable,
      );
    },
  };
}
