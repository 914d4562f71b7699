import { matchText } from './match-text.js';

/** Name of the cookie that stores a visitor's anonymous id. */
export const anonymousIdCookie = 'twinbeam_id';

/** Parses an anonymous id as Twinbeam creates it; undefined for anything else, which is not stored in a cookie. */
export const parseAnonymousId = (value: unknown): string | undefined => matchText(value, /^[\w.-]{1,64}$/);
