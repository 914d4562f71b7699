import { type CustomData, type Fields, isPresent, type Problem, warning } from '@twinbeam/shared';
import { toExactId } from './plain-ids.js';

/** Reads the id of a lead of Meta's instant forms from the context; one that Meta would refuse is left out. */
export function readLeadId({ lead_id: given }: Fields, problems: Problem[]): string | undefined {
  if (!isPresent(given)) return undefined;
  const leadId = parseLeadId(given);
  if (!leadId) problems.push(warning('lead-id-invalid', 'context.lead_id'));
  return leadId;
}

/**
 * Parses the id of a lead: 15 to 17 digits, behind `l:` in exported lists of leads.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/conversion-leads-integration/payload-specification
 */
export const parseLeadId = (value: unknown): string | undefined =>
  /^(?:l:)?\s*(\d{15,17})$/i.exec(toExactId(value) ?? '')?.[1];

/** Adds what Meta counts a lead of a CRM by, where the caller has left it out. */
export function addLeadData(data: CustomData): Problem[] {
  data.event_source ??= 'crm';
  return data.lead_event_source === undefined
    ? [warning('lead-event-source-missing', 'properties.lead_event_source')]
    : [];
}
