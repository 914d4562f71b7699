const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const units: Record<string, number> = { m: minute, h: hour, d: day };

/** Meta accepts an event for seven days: one day is kept for sending it. */
export const maxHoldMs = 6 * day;

/**
 * Parses a time such as `90m`, `36h` or `5d`, or a number of milliseconds, up to six days. Returns undefined for
 * anything else.
 */
export function parseHold(hold: unknown): number | undefined {
  const [, count, unit = ''] = typeof hold === 'string' ? (/^\s*(\d+(?:\.\d+)?)\s*([mhd])\s*$/.exec(hold) ?? []) : [];
  const ms = typeof hold === 'number' ? hold : Number(count) * (units[unit] ?? Number.NaN);
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, maxHoldMs) : undefined;
}
