import { parse } from 'cookie';

/** Cookies by name, as they stand in the header. */
export type Cookies = Record<string, string | undefined>;

/** Reads a `Cookie` header without decoding the values: that would change click ids. */
export const readCookies = (header: string | undefined): Cookies => parse(header ?? '', { decode: (value) => value });
