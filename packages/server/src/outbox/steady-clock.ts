/**
 * A clock for due times, leases and ages, which goes on steadily when the system clock is set. It is ahead of the system
 * clock by `offsetMs`, which changes with each jump and with nothing else.
 */
export interface SteadyClock {
  /** Returns its time in milliseconds. It never goes back. */
  now(): number;
  offsetMs(): number;
  /** Returns its time for a time of the system clock, such as one that a caller has just computed. */
  fromSystem(time: number): number;
  /** Returns the time of the system clock for one of its own. */
  toSystem(time: number): number;
}

export interface SteadyClockOptions {
  /** The system clock, in milliseconds since 1970. */
  now: () => number;
  /** A monotonic clock. Default: `performance.now` where `now` is `Date.now`; else only steps back of `now` are jumps. */
  monotonic?: () => number;
  /** Offset of the beginning. Default 0. */
  offsetMs?: number;
  /** Time before which it does not begin. Default: none. */
  startsAt?: number;
}

/** A smaller difference between the two clocks is not a jump: the system clock is slowed and sped up to be corrected. */
const toleranceMs = 1_000;

export function createSteadyClock(options: SteadyClockOptions): SteadyClock {
  const { now, startsAt = Number.NEGATIVE_INFINITY } = options;
  const monotonic = options.monotonic ?? (now === Date.now ? () => performance.now() : undefined);
  let last = { system: now(), monotonic: monotonic?.() ?? 0 };
  let offsetMs = options.offsetMs ?? 0;
  offsetMs += Math.max(0, Math.ceil(startsAt - (last.system + offsetMs)));
  let latest = Number.NEGATIVE_INFINITY;

  const readJump = (current: typeof last): number => {
    const moved = current.system - last.system;
    if (!monotonic) return Math.min(0, moved);
    const jump = moved - (current.monotonic - last.monotonic);
    return Math.abs(jump) > toleranceMs ? Math.round(jump) : 0;
  };
  const update = (): void => {
    const current = { system: now(), monotonic: monotonic?.() ?? 0 };
    offsetMs -= readJump(current);
    last = current;
    latest = Math.max(latest, current.system + offsetMs);
  };

  return {
    now() {
      update();
      return latest;
    },
    offsetMs: () => offsetMs,
    fromSystem(time) {
      update();
      return time + offsetMs;
    },
    toSystem(time) {
      update();
      return time - offsetMs;
    },
  };
}
