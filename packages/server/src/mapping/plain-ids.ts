import { type Fields, isPlaceholder, toId, warning } from '@twinbeam/shared';
import type { Report } from './mapping.js';

/**
 * Ids that Meta or a partner has given, and that are sent unhashed.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters
 */
const plainIdNames = [
  'subscription_id',
  'fb_login_id',
  'page_id',
  'page_scoped_user_id',
  'ctwa_clid',
  'whatsapp_business_account_id',
  'ig_account_id',
  'instagram_business_account_id',
  'ig_sid',
  'partner_id',
  'partner_name',
] as const;

/** Ids by Meta's names, as text. */
export type PlainIds = Partial<Record<(typeof plainIdNames)[number], string>>;

/**
 * Reads the ids of some objects, each from the first that has it, and warns of ids that cannot be sent.
 *
 * @param sources the objects by their paths in the message
 */
export function readPlainIds(sources: Readonly<Record<string, Fields>>, report: Report): PlainIds {
  const ids: PlainIds = {};
  for (const [path, source] of Object.entries(sources)) {
    // Objects have fewer keys than there are ids.
    for (const name in source) {
      if (!isPlainIdName(name) || ids[name] !== undefined) continue;
      const given = source[name];
      const id = toExactId(given);
      if (id === undefined) {
        if (typeof given === 'number') report(warning('id-rounded', `${path}.${name}`));
      } else if (isPlaceholder(id, 'id')) {
        report(warning('placeholder-value', `${path}.${name}`));
      } else ids[name] = id;
    }
  }
  return ids;
}

const nameSet: ReadonlySet<string> = new Set(plainIdNames);
const isPlainIdName = (name: string): name is keyof PlainIds => nameSet.has(name);

/**
 * Returns an id as text. Undefined for a number beyond 2^53: JavaScript has rounded it, so it may be another person's
 * id.
 */
export function toExactId(value: unknown): string | undefined {
  if (typeof value === 'bigint') return `${value}`;
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return undefined;
  return toId(value);
}
