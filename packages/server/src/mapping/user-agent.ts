import { toWellFormed } from '@twinbeam/shared';

/** Characters of a user agent that Meta gets. */
export const maxUserAgentLength = 512;

/** Cuts a user agent to the characters that Meta gets. */
export const cutUserAgent = (userAgent: string): string => toWellFormed(userAgent.slice(0, maxUserAgentLength));
