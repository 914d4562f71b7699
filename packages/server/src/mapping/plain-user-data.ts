import { type ActionSource, toFields } from '@twinbeam/shared';
import type { Mapping } from './mapping.js';
import { type PlainIds, readPlainIds } from './plain-ids.js';
import { readAdvertisingId, readId } from './read-id.js';
import { selectWebSignals, type WebSignals } from './web-signals.js';

/** Match keys that are sent unhashed. */
export type PlainUserData = WebSignals & PlainIds & Partial<Record<'madid' | 'anon_id' | 'lead_id', string>>;

/** Parts of the event by which its match keys are selected. */
export interface EventFacts {
  actionSource: ActionSource;
  leadId: string | undefined;
  /** Milliseconds since 1970. */
  eventTime: number;
}

/** Selects the match keys that are sent unhashed. */
export function selectPlainUserData(mapping: Mapping, { actionSource, leadId, eventTime }: EventFacts): PlainUserData {
  const { message, context, traits, contextTraits, properties, fromVisitor, now, report } = mapping;
  const idSources =
    actionSource === 'business_messaging' ? { context, traits, 'context.traits': contextTraits } : { context };
  // Meta flags a sale in a store that has match keys of a browser, because such a sale has no browser.
  const signals = actionSource === 'physical_store' ? {} : selectWebSignals(mapping, fromVisitor ? now : eventTime);
  const data: PlainUserData = Object.assign(signals, readPlainIds(idSources, report));
  const { advertisingId: given } = toFields(context.device);
  const advertisingId = readAdvertisingId(given, 'context.device.advertisingId', report);
  if (advertisingId) data.madid = advertisingId;
  const anonId =
    readAdvertisingId(properties.anon_id, 'properties.anon_id', report) ??
    advertisingId ??
    (actionSource === 'app' ? readId(message.anonymousId, 'anonymousId', 'userId', report) : undefined);
  if (anonId) data.anon_id = anonId;
  if (leadId) data.lead_id = leadId;
  return data;
}
