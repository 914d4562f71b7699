import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';

/** Limits of the requests of all visitors and of each. */
export interface RateLimit {
  /** Counts a request. `visitor` is undefined where the address is not a visitor's own. */
  consume(visitor: string | undefined): Promise<RateVerdict>;
}

export interface RateVerdict {
  /** The limit that is reached. */
  exceeded?: 'total' | 'address';
  /** The headers `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers), and `Retry-After`. */
  headers: Record<string, string>;
}

export interface RateLimitOptions {
  enabled: boolean;
  /** Requests of all visitors in a window. */
  total: number;
  /** Requests of one visitor in a window. */
  perAddress: number;
}

/** Seconds. */
const windowSeconds = 10;

/** Part of the total that requests without an address of their own may use, so that a forged header cannot use it up. */
const sharedPart = 0.75;

/**
 * Creates the limits of an instance. The number of addresses that are remembered is bounded by the total limit: each has
 * counted there at least once.
 */
export function createRateLimit({ enabled, total, perAddress }: RateLimitOptions): RateLimit {
  if (!enabled) return { consume: async () => ({ headers: {} }) };
  const create = (points: number) => new RateLimiterMemory({ points, duration: windowSeconds });
  const all = create(total);
  const shared = create(Math.max(1, Math.floor(total * sharedPart)));
  const byAddress = create(perAddress);
  const policy = `"address";q=${perAddress};w=${windowSeconds}, "total";q=${total};w=${windowSeconds}`;

  const toVerdict = (name: 'total' | 'address', { isAllowed, rest, resetMs }: Consumption): RateVerdict => {
    // The library reckons by the system clock, which may have been set back since the window began.
    const seconds = Math.min(windowSeconds, Math.ceil(resetMs / 1000));
    const headers = { 'ratelimit-policy': policy, ratelimit: `"${name}";r=${rest};t=${seconds}` };
    return isAllowed
      ? { headers }
      : { exceeded: name, headers: { ...headers, 'retry-after': String(Math.max(1, seconds)) } };
  };

  return {
    async consume(visitor) {
      // Before the address is looked at, so that no address is remembered that the total limit does not count.
      const before = await all.get('');
      if (before && before.consumedPoints >= total) {
        return toVerdict('total', { isAllowed: false, rest: 0, resetMs: before.msBeforeNext });
      }
      const own =
        visitor === undefined
          ? toVerdict('total', await consume(shared, ''))
          : toVerdict('address', await consume(byAddress, visitor));
      if (own.exceeded) return own;
      const overall = toVerdict('total', await consume(all, ''));
      return overall.exceeded ? overall : own;
    },
  };
}

interface Consumption {
  isAllowed: boolean;
  rest: number;
  resetMs: number;
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<Consumption> {
  const toConsumption = (isAllowed: boolean, { remainingPoints, msBeforeNext }: RateLimiterRes): Consumption => ({
    isAllowed,
    rest: remainingPoints,
    resetMs: msBeforeNext,
  });
  // The library rejects with the same object when the limit is reached.
  return limiter.consume(key).then(
    (result) => toConsumption(true, result),
    (result: RateLimiterRes) => toConsumption(false, result),
  );
}
