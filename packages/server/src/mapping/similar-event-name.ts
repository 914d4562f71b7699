import { isMappedName, standardEvents, warning } from '@twinbeam/shared';
import { findSimilar } from '../base/find-similar.js';
import type { Mapping } from './mapping.js';

/** GA4's names for events that have another name here; the rest differ from a name of the table in notation only. */
const ga4Names = {
  view_item: 'Product Viewed',
  view_item_list: 'Product List Viewed',
  view_search_results: 'Products Searched',
  begin_checkout: 'Checkout Started',
  sign_up: 'CompleteRegistration',
  generate_lead: 'Lead',
};

/** Names that resemble another name, and have a meaning of their own. */
const distinctNames = [
  'Product Reviewed',
  'Checkout Restarted',
  'Contract',
  'View Comment',
  'View Consent',
  'View Contact',
  'View Contest',
];

/** Removes what differs between the notations of a name: case, and the marks between its words. */
const squeeze = (name: string): string => name.toLowerCase().replace(/[\s_.-]/g, '');

const names: Readonly<Record<string, string>> = Object.assign(
  Object.create(null),
  Object.fromEntries(
    [...standardEvents.map(({ name }) => name), ...distinctNames].map((name) => [squeeze(name), name]),
  ),
  Object.fromEntries(Object.entries(ga4Names).map(([name, suggestion]) => [squeeze(name), suggestion])),
);

/** A longer name is not a misspelt one. */
const maxLength = 40;

/**
 * Warns of a custom event whose name is nearly one with a meaning, such as `OrderCompleted`: it arrives, and no campaign
 * counts it as a purchase. A name in the option `eventMapping` is meant as it is, and so is one with a number, which tells
 * events apart: `Lead 2`.
 */
export function reportSimilarEventName({ identified, settings, report }: Mapping): void {
  const { name, isStandard, action } = identified;
  if (isStandard || action || name.length > maxLength || /\d/.test(name) || isMappedName(name, settings)) return;
  const squeezed = squeeze(name);
  // A slip in the first letter is rare, and this leaves few names to compare.
  const candidates = Object.keys(names).filter((candidate) => candidate[0] === squeezed[0]);
  const match = findSimilar(squeezed, candidates);
  const suggestion = match === undefined ? undefined : names[match];
  if (suggestion && !distinctNames.includes(suggestion)) {
    report({ ...warning('event-name-similar', 'event'), suggestion });
  }
}
