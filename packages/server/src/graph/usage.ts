import { parseJson } from '../base/parse-json.js';
import { longestWaitMs } from './longest-wait.js';

/** How much of Meta's rate limit is used. */
export interface Usage {
  /** The highest percentage that Meta reports. */
  percent: number;
  /**
   * Time until Meta accepts requests of the app again, in milliseconds, at most an hour; 0 if the app is not blocked.
   */
  regainMs: number;
}

const headerNames = ['x-business-use-case-usage', 'x-app-usage', 'x-ad-account-usage'];
const percentNames = ['call_count', 'total_cputime', 'total_time', 'acc_id_util_pct'];
const regainMinutesName = 'estimated_time_to_regain_access';
const minute = 60_000;
/** Meta's objects are not nested this deep. */
const maxDepth = 4;

/**
 * Parses the headers of https://developers.facebook.com/docs/graph-api/overview/rate-limiting. Returns undefined if
 * there are none.
 */
export function parseUsage(header: (name: string) => string | null): Usage | undefined {
  const fields = headerNames.flatMap((name) => collectNumbers(parseJson(header(name) ?? 'null'), 0));
  const percents = fields.flatMap(({ name, value }) => (percentNames.includes(name) ? value : []));
  const regains = fields.flatMap(({ name, value }) => (name === regainMinutesName ? value * minute : []));
  if (percents.length + regains.length === 0) return undefined;
  return { percent: Math.max(0, ...percents), regainMs: Math.min(longestWaitMs, Math.max(0, ...regains)) };
}

/** A number in a header, with its name. */
interface NumberField {
  name: string;
  value: number;
}

function collectNumbers(value: unknown, depth: number): NumberField[] {
  if (typeof value !== 'object' || value === null || depth > maxDepth) return [];
  return Object.entries(value).flatMap(([name, item]) =>
    typeof item === 'number' ? { name, value: item } : collectNumbers(item, depth + 1),
  );
}
