import { matchText } from './match-text.js';

/** The name of the cookie that stores a visitor's anonymous id. */
export const anonymousIdCookie = 'twinbeam_id';

/**
 * Parses an anonymous id in the format of Twinbeam; returns undefined for anything else, which is not stored in a
 * cookie.
 *
 * @example
 * parseAnonymousId('b3c6a1e2-0000-4000-8000-000000000000'); // the same
 * parseAnonymousId('ada@example.com'); // undefined
 */
export const parseAnonymousId = (value: unknown): string | undefined => matchText(value, /^[\w.-]{1,64}$/);
