import {
  type CustomData,
  error,
  type Fields,
  isFields,
  isPlaceholder,
  isPresent,
  type Problem,
  toId,
  warning,
} from '@twinbeam/shared';
import { parseTime } from './parse-time.js';

/** Earlier event that a late value belongs to. https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/original-event */
export interface OriginalEventData {
  event_name?: string;
  /** Seconds since 1970. */
  event_time?: number;
  order_id?: string;
  event_id?: string;
}

/** Texts of an earlier event. */
const textNames = ['event_name', 'order_id', 'event_id'] as const;

/** Maps the event that a late value belongs to; undefined when nothing of it can be read. */
export function toOriginalEventData(given: unknown): { data: OriginalEventData | undefined; problems: Problem[] } {
  const path = 'properties.original_event_data';
  if (!isFields(given)) return { data: undefined, problems: [warning('original-event-invalid', path)] };
  const data: OriginalEventData = {};
  const problems: Problem[] = [];
  for (const name of textNames) {
    if (!isPresent(given[name])) continue;
    const text = toId(given[name]);
    if (text === undefined) problems.push(warning('original-event-invalid', `${path}.${name}`));
    else if (isPlaceholder(text, name === 'order_id' ? 'orderId' : 'id')) {
      problems.push(warning('placeholder-value', `${path}.${name}`));
    } else data[name] = text;
  }
  if (isPresent(given.event_time)) {
    const time = parseTime(given.event_time);
    if (time === undefined) problems.push(warning('original-event-invalid', `${path}.event_time`));
    else data.event_time = Math.floor(time / 1000);
  }
  return { data: Object.keys(data).length ? data : undefined, problems };
}

/** Amounts that the mapping leaves out of custom data when they are none. */
const lateValueNames = ['net_revenue', 'predicted_ltv'] as const;

/** Finds late values that were left out. An `AppendValue` event is about nothing else: it needs one. */
export function findLostLateValues(properties: Fields, data: CustomData, eventName: string): Problem[] {
  const isEmpty = lateValueNames.every((name) => data[name] === undefined);
  const report = eventName === 'AppendValue' && isEmpty ? error : warning;
  return lateValueNames
    .filter((name) => isPresent(properties[name]) && data[name] === undefined)
    .map((name) => report('late-value-unusable', `properties.${name}`));
}

/**
 * Finds what an `AppendValue` event lacks: it adds a value to an earlier event, and counts only with that event and a
 * currency. https://developers.facebook.com/documentation/ads-commerce/conversions-api/guides/predicted-lifetime-value
 */
export function findMissingForAppendValue(
  { currency }: CustomData,
  original: OriginalEventData | undefined,
): Problem[] {
  const problems: Problem[] = [];
  if (!original) problems.push(error('original-event-missing', 'properties.original_event_data'));
  if (currency === undefined) problems.push(error('currency-missing', 'properties.currency'));
  return problems;
}
