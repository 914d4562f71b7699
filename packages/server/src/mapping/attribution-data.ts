import { error, isFields, isPresent, type Problem, parseMoney, toFields, toId, warning } from '@twinbeam/shared';
import { parseTime } from './parse-time.js';
import type { ServerEvent } from './server-event.js';

/** Credit for a conversion that the advertiser's own attribution gives to an ad. */
export type AttributionData = Partial<Record<string, AttributionValue>>;

type AttributionValue = string | number | Record<string, number>;

type Kind = 'text' | 'number' | 'time' | 'windows';

/** Parameters by Meta's names. https://developers.facebook.com/documentation/ads-commerce/conversions-api/guides/append-attribution */
const kinds: Record<string, Kind> = {
  scope: 'text',
  visit_time: 'time',
  ad_id: 'text',
  adset_id: 'text',
  campaign_id: 'text',
  attribution_share: 'number',
  attribution_model: 'text',
  attr_window: 'number',
  attribution_value: 'number',
  attribution_source: 'text',
  touchpoint_type: 'text',
  touchpoint_ts: 'time',
  attribution_method: 'text',
  decline_reason: 'text',
  auditing_token: 'text',
  linkage_key: 'text',
  attribution_setting: 'windows',
};

/** Maps the attribution of an event; undefined when nothing of it can be read. What Meta has no parameter for is left out. */
export function toAttributionData(given: unknown): { data: AttributionData | undefined; problems: Problem[] } {
  const path = 'properties.attribution_data';
  if (!isFields(given)) return { data: undefined, problems: [warning('attribution-data-invalid', path)] };
  const data: AttributionData = {};
  const problems: Problem[] = [];
  for (const [name, kind] of Object.entries(kinds)) {
    if (!isPresent(given[name])) continue;
    const value = readers[kind](given[name]);
    if (value === undefined || (name === 'attribution_share' && ((value as number) < 0 || (value as number) > 1))) {
      problems.push(warning('attribution-data-invalid', `${path}.${name}`));
    } else data[name] = value;
  }
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(kinds, name));
  if (unknown !== undefined) problems.push(warning('attribution-data-invalid', `${path}.${unknown}`));
  return { data: Object.keys(data).length ? data : undefined, problems };
}

const readers: Record<Kind, (value: unknown) => AttributionValue | undefined> = {
  text: toId,
  number: parseMoney,
  time: (value) => {
    const time = parseTime(value);
    return time === undefined ? undefined : Math.floor(time / 1000);
  },
  windows: (value) => {
    const windows = ['inactivity_window_hours', 'reattribution_window_hours']
      .map((name) => [name, parseMoney(toFields(value)[name])] as const)
      .filter((entry): entry is [string, number] => entry[1] !== undefined);
    return windows.length > 0 ? Object.fromEntries(windows) : undefined;
  },
};

/**
 * Finds what an `AppendAttribution` event lacks: it credits an ad with an earlier event.
 * https://developers.facebook.com/documentation/ads-commerce/conversions-api/guides/append-attribution/reference
 */
export function findMissingForAppendAttribution({ original_event_data, attribution_data }: ServerEvent): Problem[] {
  const problems: Problem[] = [];
  if (!original_event_data) problems.push(error('original-event-missing', 'properties.original_event_data'));
  if (!attribution_data) problems.push(error('attribution-data-missing', 'properties.attribution_data'));
  return problems;
}
