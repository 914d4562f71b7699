import { bad, type Check, good, warning } from './check.js';

/**
 * The dates on which Meta stops serving each version, as published in 2026:
 * https://developers.facebook.com/docs/graph-api/changelog/versions. A version without a date lasts at least two years.
 */
const ends: Readonly<Record<string, string | undefined>> = {
  'v19.0': '2026-05-21',
  'v20.0': '2026-09-24',
  'v21.0': '2027-01-21',
  'v22.0': '2027-05-20',
  'v23.0': '2027-10-08',
  'v24.0': '2028-02-18',
  'v25.0': '2028-07-29',
  'v26.0': undefined,
};

const day = 24 * 3_600_000;
/** The doctor warns about a version that ends within this time. */
const warningMs = 90 * day;

/** Checks how long Meta will serve the configured version of the Graph API. */
export function checkGraphVersion(version: string, now: number): Check {
  const number = (name: string): number => Number(name.slice(1));
  const [oldest = version] = Object.keys(ends);
  if (number(version) < number(oldest))
    return bad(`Graph ${version} is past its end: leave out graphVersion (META_GRAPH_VERSION).`);
  const end = ends[version];
  if (end === undefined) return good(`Graph ${version}: Meta has not announced its end yet.`);
  const endsAt = Date.parse(end);
  if (endsAt <= now) {
    return bad(
      `Graph ${version} ended on ${end}: Meta may refuse it or treat it as a later one; leave out graphVersion (META_GRAPH_VERSION).`,
    );
  }
  if (endsAt - now > warningMs) return good(`Graph ${version} is served until ${end}.`);
  return warning(
    `Graph ${version} ends on ${end}, in ${Math.ceil((endsAt - now) / day)} days: leave out graphVersion (META_GRAPH_VERSION).`,
  );
}
