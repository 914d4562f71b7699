/** Returns the milliseconds since 1970. Old libraries replace `Date.now`: that of Datejs returns a date. */
// biome-ignore lint/complexity/useDateNow: for pages whose Date.now returns no number.
export const now = (): number => +Date.now() || +new Date();
