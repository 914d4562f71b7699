/** The way of one event of a traced visit. Of the visitor it says what is present, never a value. */
export interface EventTrace {
  /** The message: each path that has a value, such as `properties.revenue`. */
  message: string[];
  /** The event as it is sent, with `(present)` for each value that tells something of the visitor. */
  event?: Record<string, unknown>;
  /** The request to Graph, without the token. */
  request?: { method: 'POST'; url: string };
}
