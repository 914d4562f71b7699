import { CommandError } from '../command-error.js';
import { exitCodes } from '../exit-codes.js';

/** Watches the pauses of pixels. */
export interface PauseCheck {
  /** Throws `CommandError` if a pixel has been paused for some seconds with a cause that somebody must correct. */
  observe(paused: Readonly<Record<string, string>>): void;
}

/** If the cause is fixed, a pause left by an earlier run ends within this time, in milliseconds. */
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
        `Nothing is sent to pixel ${pixelId}: ${reason}. Stored events are kept. Fix the cause, and run the same command again: it continues where it stopped.`,
        exitCodes.unavailable,
      );
    },
  };
}
