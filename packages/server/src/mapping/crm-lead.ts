import { type CustomData, isPresent, warning } from '@twinbeam/shared';
import type { Mapping, Report } from './mapping.js';
import { toExactId } from './plain-ids.js';

/** Reads the id of a lead of Meta's instant forms from the context. An id that Meta would refuse is left out. */
export function readLeadId({ context, report }: Mapping): string | undefined {
  const given = context.lead_id;
  if (!isPresent(given)) return undefined;
  const leadId = parseLeadId(given);
  if (!leadId) report(warning('lead-id-invalid', 'context.lead_id'));
  return leadId;
}

/**
 * Parses the id of a lead: 15 to 17 digits, behind `l:` in exported lists of leads.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/conversion-leads-integration/payload-specification
 */
export const parseLeadId = (value: unknown): string | undefined =>
  /^(?:l:)?\s*(\d{15,17})$/i.exec(toExactId(value) ?? '')?.[1];

/** Returns custom data with the event source by which Meta counts a lead of a CRM, where the caller has left it out. */
export function withLeadSource(data: CustomData, report: Report): CustomData {
  if (data.lead_event_source === undefined) {
    report(warning('lead-event-source-missing', 'properties.lead_event_source'));
  }
  return { ...data, event_source: data.event_source ?? 'crm' };
}
