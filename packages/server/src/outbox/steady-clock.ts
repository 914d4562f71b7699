/**
 * A clock for due times, leases and ages, which runs on steadily when the system clock is set. It is ahead of the
 * system clock by `offsetMs`, which changes only when the system clock jumps.
 */
export interface SteadyClock {
  /** Returns the time of this clock, in milliseconds. It never goes back. */
  now(): number;
  offsetMs(): number;
  /** Converts a time of the system clock, such as one that a caller has just computed, into a time of this clock. */
  fromSystem(time: number): number;
  /** Converts a time of this clock into a time of the system clock. */
  toSystem(time: number): number;
}

export interface SteadyClockOptions {
  /** The system clock, in milliseconds since 1970. */
  now: () => number;
  /** A monotonic clock. Default: `performance.now` where `now` is `Date.now`; else only steps back of `now` are jumps. */
  monotonic?: () => number;
  /** Offset to start with. Default 0. */
  offsetMs?: number;
  /** The earliest time to start from. Default: none. */
  startsAt?: number;
}

/**
 * A smaller difference between the two clocks is not a jump: to correct the system clock, it is slowed down or sped up.
 */
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
