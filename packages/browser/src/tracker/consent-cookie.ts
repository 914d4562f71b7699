import { type Consent, formatConsent, parseConsent } from '@twinbeam/shared';
import type { CookieJar } from '../identity/cookie-jar.js';

/** The cookie with the visitor's decision and Limited Data Use, which the server reads too. */
export interface ConsentCookie {
  /** Reads the cookie. If both the host and the domain have one, a refusal takes precedence. */
  read(): Consent | undefined;
  write(consent: Consent): void;
}

/** 180 days, in seconds. */
const maxAge = 180 * 24 * 60 * 60;

/** Creates the consent cookie with a name. */
export function createConsentCookie(cookies: CookieJar, name: string): ConsentCookie {
  const refusal = `(?:^|; )${name.toLowerCase()}=(?:"|%22)?denied`;
  return {
    read() {
      const all = cookies.readAll();
      const consent = parseConsent(cookies.read(name, all));
      return all.toLowerCase().match(refusal) ? { ...consent, state: 'denied' } : consent;
    },
    write(consent) {
      // A server may have set the cookie for the host only, where it would be read before ours.
      cookies.remove(name);
      cookies.write(name, formatConsent(consent), maxAge);
    },
  };
}
