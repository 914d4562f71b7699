import { type CustomData, mapEvent, setContentType } from '@twinbeam/shared';
import { reportAmountProblems } from './amount-problems.js';
import { type AppData, withoutAppProperties } from './app-data.js';
import { withLeadSource } from './crm-lead.js';
import { reportLostLateValues } from './late-value.js';
import type { Mapping } from './mapping.js';
import { isSha256, sha256 } from './match-keys/hash.js';

/** Parts of the event that change its custom data. */
export interface CustomDataOptions {
  leadId: string | undefined;
  appData: AppData | undefined;
}

/** Maps the custom data that both legs share, with what only the server checks or moves to other parts of the event. */
export function toServerCustomData(mapping: Mapping, { leadId, appData }: CustomDataOptions): CustomData {
  const { identified, message, settings, options, report } = mapping;
  const hash = options.hashed === true ? hashOnce : sha256;
  const { customData: shared, problems } = mapEvent(identified, message, settings, hash);
  problems.forEach(report);
  setContentType(identified, shared, options);
  reportAmountProblems(mapping, shared);
  reportLostLateValues(mapping, shared);
  const own = appData ? withoutAppProperties(shared, appData) : shared;
  return leadId ? withLeadSource(own, report) : own;
}

/** Hashes a denied property, unless it looks like a hash already: it is never sent unhashed. */
const hashOnce = (text: string): string => (isSha256(text) ? text.toLowerCase() : sha256(text));
