import { parseJson } from '../parse-json.js';
import { longestWaitMs } from './longest-wait.js';

/** Part of Meta's rate limit that is used up. */
export interface Usage {
  /** The highest of its percentages. */
  percent: number;
  /** Time until Meta admits the app again, in milliseconds, an hour at most; 0 when it is not blocked. */
  regainMs: number;
}

const headerNames = ['x-business-use-case-usage', 'x-app-usage', 'x-ad-account-usage'];
const percentNames = ['call_count', 'total_cputime', 'total_time', 'acc_id_util_pct'];
const regainMinutesName = 'estimated_time_to_regain_access';
const minute = 60_000;
/** Deeper than Meta nests it. */
const maxDepth = 4;

/** Reads the headers of https://developers.facebook.com/docs/graph-api/overview/rate-limiting; undefined without them. */
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
