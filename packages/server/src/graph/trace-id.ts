/** The characters of Meta's ids. None of them has a special meaning in a log or a page. */
const traceIdPattern = /^[\w+/=-]{1,100}$/;

/**
 * Returns Meta's id of a request, which is logged and stored with events; undefined for anything else.
 *
 * @param token a value that contains the token is not returned, because a response may quote it
 */
export const parseTraceId = (value: unknown, token: string): string | undefined =>
  typeof value === 'string' && traceIdPattern.test(value) && !(token && value.includes(token)) ? value : undefined;
