import { toWellFormed } from '@twinbeam/shared';

/** Characters of a user agent that Meta gets. */
const maxLength = 512;

/** Cuts a user agent that is longer than Meta gets it. */
export const cutUserAgent = (userAgent: string | undefined): string | undefined =>
  userAgent !== undefined && userAgent.length > maxLength ? toWellFormed(userAgent.slice(0, maxLength)) : userAgent;
