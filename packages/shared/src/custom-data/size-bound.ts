import { type Problem, warning } from '../base/problem.js';
import type { CustomData } from '../meta.js';

/** Maximum bytes of custom data as JSON. */
const maxBytes = 64_000;
const maxContents = 500;

/** Properties with fewer characters cannot exceed the limit, whatever their text and however often it is repeated. */
const safeLength = 2_400;

/** The parameters that have a meaning at Meta. They are kept when an event is too large. */
const keptNames =
  /*#__PURE__*/ 'value currency content_ids contents content_type content_category content_name num_items search_string order_id delivery_category status net_revenue predicted_ltv customer_segmentation event_source lead_event_source store_data'.split(
    ' ',
  );

/**
 * Reduces custom data that are too large, in place. Removes first the site's own properties, then the contents and ids
 * after the first 500, then whole parameters, the longest first. `value` and `num_items` remain.
 *
 * @param length the characters of the properties from which the data are made
 */
export function boundSize(data: CustomData, length: number): Problem[] {
  const problems: Problem[] = [];
  if (length < safeLength || !isTooLarge(data)) return problems;
  for (const name in data) {
    if (keptNames.includes(name)) continue;
    delete data[name];
    problems[0] = warning('custom-data-cut', 'properties');
  }
  if (!isTooLarge(data)) return problems;
  for (const name of ['contents', 'content_ids']) {
    const list = data[name];
    if (!Array.isArray(list) || list.length <= maxContents) continue;
    data[name] = list.slice(0, maxContents);
    problems.push(warning('custom-data-cut', 'properties.contents'));
  }
  while (isTooLarge(data)) {
    const [longest = ''] = Object.keys(data).sort((one, other) => toLength(data[other]) - toLength(data[one]));
    delete data[longest];
    problems.push(warning('custom-data-cut', `properties.${longest}`));
  }
  return problems;
}

const toLength = (value: unknown): number => JSON.stringify(value).length;

function isTooLarge(data: CustomData): boolean {
  const json = JSON.stringify(data);
  let bytes = json.length;
  // In UTF-8 a code unit takes one to three bytes, and a surrogate pair four.
  for (let index = 0; bytes <= maxBytes && index < json.length; index++) {
    const code = json.charCodeAt(index);
    if (code > 0x7f) bytes += code > 0x7ff && (code & 0xf800) !== 0xd800 ? 2 : 1;
  }
  return bytes > maxBytes;
}
