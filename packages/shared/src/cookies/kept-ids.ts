import { parseAnonymousId } from './anonymous-id.js';
import { parseStableFbc } from './fbc.js';
import { parseFbp } from './fbp.js';

/**
 * The name of the cookie that keeps a visitor's ids. Only responses set it: Safari deletes cookies that scripts set
 * after seven days, or one day after a click on an ad's link, and Meta's library rewrites `_fbp` and `_fbc` with each
 * event.
 * https://webkit.org/tracking-prevention/#the-7-day-cap-on-all-script-writeable-storage
 */
export const keeperCookie = 'twinbeam_keep';

/** The ids of a visitor that are stored in cookies. */
export interface KeptIds {
  anonymousId?: string | undefined;
  fbp?: string | undefined;
  fbc?: string | undefined;
}

/**
 * Formats ids as the value of `keeperCookie`.
 *
 * @example
 * formatKeptIds({ anonymousId: 'a-1', fbp: 'fb.1.1700000000000.42' }); // 'a-1!fb.1.1700000000000.42!'
 */
export const formatKeptIds = ({ anonymousId, fbp, fbc }: KeptIds): string => [anonymousId, fbp, fbc].join('!');

/**
 * Parses the value of `keeperCookie`. Malformed ids are left out.
 *
 * @example
 * parseKeptIds('a-1!fb.1.1700000000000.42!'); // { anonymousId: 'a-1', fbp: 'fb.1.1700000000000.42', fbc: undefined }
 */
export function parseKeptIds(value = ''): KeptIds {
  const [anonymousId, fbp, ...fbc] = value.split('!');
  return { anonymousId: parseAnonymousId(anonymousId), fbp: parseFbp(fbp), fbc: parseStableFbc(fbc.join('!')) };
}
