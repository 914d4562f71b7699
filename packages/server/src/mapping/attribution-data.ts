import { error, isFields, isPresent, parseMoney, readJson, toFields, toId, warning } from '@twinbeam/shared';
import type { Mapping } from './mapping.js';
import { parseTime } from './parse-time.js';
import type { ServerEvent } from './server-event.js';

/** Credit for a conversion that the advertiser's own attribution gives to an ad. */
export type AttributionData = Partial<Record<string, AttributionValue>>;

type AttributionValue = string | number | Record<string, number>;

type Kind = 'text' | 'number' | 'time' | 'windows';

/**
 * Parameters by Meta's names.
 * https://developers.facebook.com/documentation/ads-commerce/conversions-api/guides/append-attribution
 */
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

/** Maps the attribution of an event, if it has any that can be read. Keys that Meta does not have are left out. */
export function toAttribution({
  properties,
  report,
}: Pick<Mapping, 'properties' | 'report'>): Pick<ServerEvent, 'attribution_data'> {
  if (!isPresent(properties.attribution_data)) return {};
  const path = 'properties.attribution_data';
  const given = readJson(properties.attribution_data);
  if (!isFields(given)) {
    report(warning('attribution-data-invalid', path));
    return {};
  }
  const data: AttributionData = {};
  for (const [name, kind] of Object.entries(kinds)) {
    if (!isPresent(given[name])) continue;
    const value = readers[kind](given[name]);
    if (value === undefined || (name === 'attribution_share' && ((value as number) < 0 || (value as number) > 1))) {
      report(warning('attribution-data-invalid', `${path}.${name}`));
    } else data[name] = value;
  }
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(kinds, name));
  if (unknown !== undefined) report(warning('attribution-data-invalid', `${path}.${unknown}`));
  return Object.keys(data).length ? { attribution_data: data } : {};
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
 * Reports what an `AppendAttribution` event lacks: it credits an ad with an earlier event.
 * https://developers.facebook.com/documentation/ads-commerce/conversions-api/guides/append-attribution/reference
 */
export function reportMissingForAppendAttribution({ report }: Mapping, event: ServerEvent): void {
  if (event.event_name !== 'AppendAttribution') return;
  if (!event.original_event_data) report(error('original-event-missing', 'properties.original_event_data'));
  if (!event.attribution_data) report(error('attribution-data-missing', 'properties.attribution_data'));
}
