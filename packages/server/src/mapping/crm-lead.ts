import { type CustomData, type Fields, isPresent, type Problem, warning } from '@twinbeam/shared';
import { toExactId } from './plain-ids.js';

/** Reads the id of a lead of Meta's instant forms from the context; one that Meta would refuse is left out. */
export function readLeadId({ lead_id: given }: Fields): { leadId: string | undefined; problems: Problem[] } {
  if (!isPresent(given)) return { leadId: undefined, problems: [] };
  const leadId = parseLeadId(given);
  return { leadId, problems: leadId ? [] : [warning('lead-id-invalid', 'context.lead_id')] };
}

/**
 * Parses the id of a lead: 15 to 17 digits, behind `l:` in exported lists of leads.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/conversion-leads-integration/payload-specification
 */
export const parseLeadId = (value: unknown): string | undefined =>
  /^(?:l:)?\s*(\d{15,17})$/i.exec(toExactId(value) ?? '')?.[1];

/** Adds what Meta counts a lead of a CRM by, where the caller has not said it. */
export function addLeadData(data: CustomData): Problem[] {
  data.event_source ??= 'crm';
  return data.lead_event_source === undefined
    ? [warning('lead-event-source-missing', 'properties.lead_event_source')]
    : [];
}
