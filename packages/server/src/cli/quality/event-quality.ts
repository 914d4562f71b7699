import { type Fields, isFields, toFields } from '@twinbeam/shared';

/** Meta's figures for one event; figures that Meta does not have yet are missing. Shares are percentages. */
export interface EventQuality {
  event: string;
  /** From 0 to 10. */
  matchQuality?: number;
  /** Share of the server events that have each match key. */
  matchKeys: Record<string, number>;
  /** Share of the browser events that server events cover, and Meta's target for it. */
  coverage?: number;
  coverageGoal?: number;
  dedupeKeys: DedupeKey[];
  /** `real_time`, `hourly`, `daily`, … */
  freshness?: string;
  /** Additional conversions that Meta reports because of the Conversions API. */
  additionalConversions?: number;
  /** Meta's own advice. */
  diagnostics: string[];
}

/** Share of the events of each leg that have a key with which Meta finds the copy of the other leg. */
export interface DedupeKey {
  key: string;
  browser: number;
  server: number;
}

/** Parses a row of the Dataset Quality API. */
export function parseEventQuality(row: unknown): EventQuality | undefined {
  if (!isFields(row) || typeof row['event_name'] !== 'string') return undefined;
  const quality = toFields(row['event_match_quality']);
  const coverage = toFields(row['event_coverage']);
  const freshness = toFields(row['data_freshness'])['upload_frequency'];
  const keys = toList(quality['match_key_feedback']).map((key) => [key['identifier'], toPercentage(key['coverage'])]);
  return {
    event: row['event_name'],
    ...withNumber('matchQuality', quality['composite_score']),
    matchKeys: Object.fromEntries(keys.filter(([name, share]) => typeof name === 'string' && share !== undefined)),
    ...withNumber('coverage', coverage['percentage']),
    ...withNumber('coverageGoal', coverage['goal_percentage']),
    dedupeKeys: toList(row['dedupe_key_feedback']).map((key) => ({
      key: String(key['dedupe_key']),
      browser: toPercentage(key['browser_events_with_dedupe_key']) ?? 0,
      server: toPercentage(key['server_events_with_dedupe_key']) ?? 0,
    })),
    ...(typeof freshness === 'string' && { freshness }),
    ...withNumber('additionalConversions', toFields(row['acr'])['percentage']),
    diagnostics: toList(quality['diagnostics']).flatMap(({ name }) => (typeof name === 'string' ? [name] : [])),
  };
}

const toList = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

const toPercentage = (value: unknown): number | undefined => {
  const { percentage } = toFields(value);
  return typeof percentage === 'number' ? percentage : undefined;
};

const withNumber = <Name extends string>(name: Name, value: unknown): { [Key in Name]?: number } =>
  typeof value === 'number' ? ({ [name]: value } as { [Key in Name]?: number }) : {};
