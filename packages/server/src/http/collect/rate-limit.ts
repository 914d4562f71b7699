import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';

/** Rate limits of all visitors together and of each visitor. */
export interface RateLimit {
  /** Counts a request. `visitor` is undefined if the address is not the visitor's own. */
  consume(visitor: string | undefined): Promise<RateVerdict>;
}

export interface RateVerdict {
  /** The limit that was reached. */
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

/** Length of the window, in seconds. */
const windowSeconds = 10;

/**
 * Share of the total that requests without an address of their own may use, so that a forged header cannot use it up.
 */
const sharedPart = 0.75;

/**
 * Creates the rate limits of an instance. The total limit also bounds the number of remembered addresses, because each
 * address has counted towards it at least once.
 */
export function createRateLimit({ enabled, total, perAddress }: RateLimitOptions): RateLimit {
  if (!enabled) return { consume: async () => ({ headers: {} }) };
  const create = (points: number) => new RateLimiterMemory({ points, duration: windowSeconds });
  const all = create(total);
  const shared = create(Math.max(1, Math.floor(total * sharedPart)));
  const byAddress = create(perAddress);
  const policy = `"address";q=${perAddress};w=${windowSeconds}, "total";q=${total};w=${windowSeconds}`;

  const toVerdict = (name: 'total' | 'address', { isAllowed, rest, resetMs }: Consumption): RateVerdict => {
    // The library uses the system clock, which may have been set back since the window began.
    const seconds = Math.min(windowSeconds, Math.ceil(resetMs / 1000));
    const headers = { 'ratelimit-policy': policy, ratelimit: `"${name}";r=${rest};t=${seconds}` };
    return isAllowed
      ? { headers }
      : { exceeded: name, headers: { ...headers, 'retry-after': String(Math.max(1, seconds)) } };
  };

  return {
    async consume(visitor) {
      // Checked before the address, so that no address is remembered that the total limit does not count.
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
  // When the limit is reached, the library rejects with the same type of object.
  return limiter.consume(key).then(
    (result) => toConsumption(true, result),
    (result: RateLimiterRes) => toConsumption(false, result),
  );
}
