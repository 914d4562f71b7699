import type { CustomData } from '../meta.js';
import { type Problem, warning } from '../problem.js';

/** Bytes of custom data as JSON. */
const maxBytes = 64_000;
const maxContents = 500;

/** Characters of the properties that cannot become too many bytes, whatever their text and how often it is repeated. */
const safeLength = 2_400;

/** The parameters to which Meta gives a meaning: of an event that is too large they are kept. */
const keptNames =
  /*#__PURE__*/ 'value currency content_ids contents content_type content_category content_name num_items search_string order_id delivery_category status net_revenue predicted_ltv customer_segmentation event_source lead_event_source store_data'.split(
    ' ',
  );

/**
 * Makes custom data that are too large smaller, in place: they lose first the properties of the site's own, then the
 * contents and ids behind the first 500, then whole parameters, the longest first. What is counted stays.
 *
 * @param length characters of the properties that they are made of
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
  // In UTF-8 a character has one to three bytes, and a pair of surrogates four.
  for (let index = 0; bytes <= maxBytes && index < json.length; index++) {
    const code = json.charCodeAt(index);
    if (code > 0x7f) bytes += code > 0x7ff && (code & 0xf800) !== 0xd800 ? 2 : 1;
  }
  return bytes > maxBytes;
}
