import {
  type CustomData,
  error,
  isFields,
  isPlaceholder,
  isPresent,
  lateValueNames,
  readJson,
  toId,
  warning,
} from '@twinbeam/shared';
import type { Mapping } from './mapping.js';
import { parseTime } from './parse-time.js';
import type { ServerEvent } from './server-event.js';

/**
 * Earlier event that a late value belongs to.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/original-event
 */
export interface OriginalEventData {
  event_name?: string;
  /** Seconds since 1970. */
  event_time?: number;
  order_id?: string;
  event_id?: string;
}

/** Texts of an earlier event. */
const textNames = ['event_name', 'order_id', 'event_id'] as const;

/** Maps the earlier event that a late value belongs to, if the message names one that can be read. */
export function toOriginalEvent({
  properties,
  report,
}: Pick<Mapping, 'properties' | 'report'>): Pick<ServerEvent, 'original_event_data'> {
  if (!isPresent(properties.original_event_data)) return {};
  const path = 'properties.original_event_data';
  const given = readJson(properties.original_event_data);
  if (!isFields(given)) {
    report(warning('original-event-invalid', path));
    return {};
  }
  const data: OriginalEventData = {};
  for (const name of textNames) {
    if (!isPresent(given[name])) continue;
    const text = toId(given[name]);
    if (text === undefined) report(warning('original-event-invalid', `${path}.${name}`));
    else if (isPlaceholder(text, name === 'order_id' ? 'orderId' : 'id')) {
      report(warning('placeholder-value', `${path}.${name}`));
    } else data[name] = text;
  }
  if (isPresent(given.event_time)) {
    const time = parseTime(given.event_time);
    if (time === undefined) report(warning('original-event-invalid', `${path}.event_time`));
    else data.event_time = Math.floor(time / 1000);
  }
  return Object.keys(data).length ? { original_event_data: data } : {};
}

/** Reports late values that the mapping has left out. An `AppendValue` event without any is an error. */
export function reportLostLateValues({ properties, identified, report }: Mapping, data: CustomData): void {
  const isEmpty = lateValueNames.every((name) => data[name] === undefined);
  const problem = identified.name === 'AppendValue' && isEmpty ? error : warning;
  for (const name of lateValueNames) {
    if (isPresent(properties[name]) && data[name] === undefined) {
      report(problem('late-value-unusable', `properties.${name}`));
    }
  }
}

/**
 * Reports what an `AppendValue` event lacks: it adds a value to an earlier event, and counts only with that event and a
 * currency. https://developers.facebook.com/documentation/ads-commerce/conversions-api/guides/predicted-lifetime-value
 */
export function reportMissingForAppendValue({ report }: Mapping, event: ServerEvent): void {
  if (event.event_name !== 'AppendValue') return;
  if (!event.original_event_data) report(error('original-event-missing', 'properties.original_event_data'));
  if (event.custom_data.currency === undefined) report(error('currency-missing', 'properties.currency'));
}
