/** Returns the milliseconds since 1970. Old libraries have replaced `Date.now`: by Datejs it returns a date. */
// biome-ignore lint/complexity/useDateNow: for where it returns nothing that is a number.
export const now = (): number => +Date.now() || +new Date();
