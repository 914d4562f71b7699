/** How much of Meta's allowance is used up. */
export interface Usage {
  /** The highest of its percentages. */
  percent: number;
  /** How long until Meta lets the app in again, in milliseconds; 0 when it is not shut out. */
  regainMs: number;
}

const names = ['x-business-use-case-usage', 'x-app-usage', 'x-ad-account-usage'];
const percentage = /^(call_count|total_cputime|total_time|acc_id_util_pct)$/;
/** Deeper than Meta nests it. */
const maxDepth = 4;

/** Reads the headers of https://developers.facebook.com/docs/graph-api/overview/rate-limiting; undefined without them. */
export function usageOf(header: (name: string) => string | null): Usage | undefined {
  let usage: Usage | undefined;
  const read = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > maxDepth) return;
    for (const [key, item] of Object.entries(value)) {
      if (typeof item !== 'number') read(item, depth + 1);
      else if (percentage.test(key))
        usage = { percent: Math.max(usage?.percent ?? 0, item), regainMs: usage?.regainMs ?? 0 };
      else if (key === 'estimated_time_to_regain_access') {
        usage = { percent: usage?.percent ?? 0, regainMs: Math.max(usage?.regainMs ?? 0, item * 60_000) };
      }
    }
  };
  for (const name of names) {
    try {
      read(JSON.parse(header(name) ?? 'null'), 0);
    } catch {
      // Not as documented: then it says nothing.
    }
  }
  return usage;
}
