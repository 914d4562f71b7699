import { isPlaceholder } from '../base/placeholder.js';
import { type Problem, warning } from '../base/problem.js';
import { toFields, toText } from '../base/value.js';
import type { Content, CustomData } from '../meta.js';
import { isZeroQuantity, setField } from './contents.js';

/**
 * The keys of an entry of `contents`. A key of another system is followed by `=` and Meta's key. Meta's own keys come
 * first. Meta refuses a request with any other key (error 100, subcode 2804019).
 * https://developers.facebook.com/docs/meta-pixel/reference#object-properties
 */
const contentKeys =
  /*#__PURE__*/ 'id quantity item_price title description brand category delivery_category product_id=id item_id=id sku=id price=item_price name=title item_name=title item_brand=brand item_category=category'
    .split(' ')
    .map((row) => {
      const [name = '', key = name] = row.split('=');
      return [name, key as keyof Content] as const;
    });

/** Converts a caller's own `contents` and `content_ids` to Meta's format; removes entries that cannot be converted. */
export function checkOwnContents(data: CustomData): Problem[] {
  const problems: Problem[] = [];
  const absentIds: Record<string, true> = Object.create(null);
  const { contents, content_ids: ids } = data;
  if (contents !== undefined) {
    const list = Array.isArray(contents) ? contents : [undefined];
    const mapped = list.map((entry) => toOwnContent(entry, absentIds, problems));
    // A product may have several entries, such as one per size.
    for (const content of mapped) if (content) delete absentIds[content.id];
    setList(data, 'contents', mapped);
  }
  if (ids !== undefined) {
    const texts = [ids].flat().map(toText);
    const known = texts.filter((id) => id && !isPlaceholder(id, 'id'));
    const code = texts.includes(undefined) ? 'contents-malformed' : 'placeholder-value';
    if (known.length < texts.length) problems.push(warning(code, 'properties.content_ids'));
    setList(
      data,
      'content_ids',
      known.filter((id) => !absentIds[`${id}`]),
    );
  }
  return problems;
}

/** Maps one entry; returns undefined if it is not an object, has no id, or has the quantity zero. */
function toOwnContent(entry: unknown, absentIds: Record<string, true>, problems: Problem[]): Content | undefined {
  const fields = toFields(entry);
  const content: Partial<Content> = {};
  for (const [name, key] of contentKeys) {
    const value = fields[name];
    if (content[key] === undefined && !(key === 'id' && isPlaceholder(value, 'id'))) {
      setField(content, key, value, 'contents', problems);
    }
  }
  if (Object.keys(fields).some((name) => contentKeys.every(([known]) => known !== name))) {
    problems.push(warning('content-key-unknown', 'properties.contents'));
  }
  if (content.id && !isZeroQuantity(content.quantity)) return content as Content;
  if (content.id) absentIds[content.id] = true;
  problems.push(warning(content.id ? 'quantity-zero' : 'contents-malformed', 'properties.contents'));
  return undefined;
}

function setList(data: CustomData, key: 'contents' | 'content_ids', list: readonly unknown[]): void {
  const kept = list.filter((each) => each !== undefined);
  if (kept.length) data[key] = kept;
  else delete data[key];
}
