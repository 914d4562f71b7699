import { isFields, isPresent, type Problem, parseMoney, toId, warning } from '@twinbeam/shared';
import { parseTime } from './parse-time.js';

/** Share of a conversion that the advertiser's own attribution gives to an ad. Meta takes it from few advertisers yet. */
export type AttributionData = Partial<Record<string, string | number>>;

type Kind = 'text' | 'number' | 'time';

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
};

/** Maps the attribution of an event; undefined when nothing of it can be read. */
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
  return { data: Object.keys(data).length ? data : undefined, problems };
}

const readers: Record<Kind, (value: unknown) => string | number | undefined> = {
  text: toId,
  number: parseMoney,
  time: (value) => {
    const time = parseTime(value);
    return time === undefined ? undefined : Math.floor(time / 1000);
  },
};
