/** Characters of Meta's ids, none of which has a meaning in a log or a page. */
const traceIdPattern = /^[\w+/=-]{1,100}$/;

/**
 * Returns the id of a request at Meta, which is logged and stored with events; undefined for anything else.
 *
 * @param token never returned as a part of it, though a response may quote it
 */
export const parseTraceId = (value: unknown, token: string): string | undefined =>
  typeof value === 'string' && traceIdPattern.test(value) && !(token && value.includes(token)) ? value : undefined;
