import { toFields } from '@twinbeam/shared';
import { parseJson } from '../base/parse-json.js';
import type { StoredEvent } from '../outbox/outbox.js';

/** The events of a request, divided by whether Meta counts a second copy. */
export interface ByCounting {
  /** Meta counts the id once, so the events may be sent again. */
  once: StoredEvent[];
  /** Meta would count a second copy too. */
  twice: StoredEvent[];
}

/**
 * Period in which Meta compares ids.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/deduplicate-pixel-and-server-events
 */
const comparedMs = 48 * 3_600_000;

/** Tells apart the events whose id Meta counts once: no messaging events, none that add to an earlier event, none older than 48 hours. */
export function selectCountedOnce(events: readonly StoredEvent[], now: number): ByCounting {
  const once: StoredEvent[] = [];
  const twice: StoredEvent[] = [];
  for (const event of events) (isCountedOnce(event, now) ? once : twice).push(event);
  return { once, twice };
}

function isCountedOnce({ name, json }: StoredEvent, now: number): boolean {
  if (name === 'AppendValue' || name === 'AppendAttribution') return false;
  const { action_source, messaging_channel, event_time } = toFields(parseJson(json));
  if (action_source === 'business_messaging' || messaging_channel !== undefined) return false;
  return typeof event_time !== 'number' || now - event_time * 1000 <= comparedMs;
}
