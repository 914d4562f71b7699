import { type ConsentState, type DataProcessing, formatConsent, parseConsent } from '@twinbeam/shared';
import type { ConsentOptions } from '../api.js';
import type { CookieJar } from '../identity/cookie-jar.js';
import { warn } from '../page/warn.js';

/** The visitor's decision, and what it allows. */
export interface ConsentGate {
  /** Returns the decision; undefined before `start`, unless the page has told one. */
  state(): ConsentState | undefined;
  /** Returns the decision and Limited Data Use as the consent cookie has them, such as `granted.LDU.1.1000`. */
  cookieValue(): string;
  /** Returns what a message says of consent: the cookie's value; nothing where consent is only not refused. */
  messageValue(): string | undefined;
  /** Applies what is known from the options and the cookie, unless the page has told a decision before. */
  start(): void;
  /** Applies a decision that the page tells, and writes it to the cookie. Anything else than a state is ignored, with a warning. */
  set(state: ConsentState, options?: ConsentOptions): void;
  /**
   * Applies the page's own `fbq('consent', …)`: a `revoke` makes `granted` wait, and a `grant` ends this wait, no other.
   */
  setByPixel(isGranted: boolean): void;
  /** Applies what another tab has withdrawn by the cookie, then tells whether events may be sent now. */
  isOpen(): boolean;
}

/** Meaning of Global Privacy Control for a visitor who has not decided. */
export type GpcRule = 'deny' | 'ldu' | 'ignore';

/** Collaborators of a consent gate. */
export interface ConsentGateParts {
  document: Document & { prerendering?: boolean };
  /** https://w3c.github.io/gpc/ */
  navigator: Navigator & { globalPrivacyControl?: boolean };
  cookies: CookieJar;
  consentCookie: string;
  /** The option `consent`. */
  initial: ConsentState | undefined;
  gpc: GpcRule;
  /** Called after each decision, also one that changes nothing. */
  onChange(state: ConsentState): void;
}

/** Seconds: 180 days. */
const cookieMaxAge = 180 * 24 * 60 * 60;

/** Returns whether a value is a state, and warns if it is none. */
function isState(state: ConsentState): boolean {
  const isKnown = /^(granted|denied|pending)$/.test(state);
  if (!isKnown) warn('twinbeam: consent is granted, denied or pending');
  return isKnown;
}

/** Creates the gate that events wait at. */
export function createConsentGate({
  document,
  navigator,
  cookies,
  consentCookie,
  initial,
  gpc,
  onChange,
}: ConsentGateParts): ConsentGate {
  // It may be a refusal: it waits, also where an earlier page had consent.
  const isMisspelt = initial && !isState(initial);
  let current: ConsentState | undefined;
  let limits: DataProcessing | undefined;
  /** The page's own call of the Pixel has revoked consent. */
  let isRevoked = false;
  /** Whether neither the visitor nor the page has decided: a server that requires a decision takes no events then. */
  let isUndecided = false;
  /** Whether consent is granted but for that. */
  let isPaused = false;

  const readCookie = (all?: string) => parseConsent(cookies.read(consentCookie, all));
  const readState = () => {
    const all = cookies.readAll();
    // Of two cookies, one of the host and one of the domain, a refusal counts.
    const isDenied = all.toLowerCase().match(`(?:^|; )${consentCookie.toLowerCase()}=(?:"|%22)?denied`);
    return isDenied ? 'denied' : readCookie(all)?.state;
  };
  const cookieValue = () => formatConsent({ state: current as ConsentState, dataProcessing: limits });
  const apply = (state: ConsentState, dataProcessing = readCookie()?.dataProcessing, undecided = false) => {
    isUndecided = undecided;
    isPaused = isRevoked && state === 'granted';
    current = isPaused ? 'pending' : state;
    limits = dataProcessing;
    onChange(current);
  };

  const store = (state: ConsentState, dataProcessing: DataProcessing | undefined) => {
    // A server may have written the cookie for the host alone, where it would be read before ours.
    cookies.remove(consentCookie);
    cookies.write(consentCookie, formatConsent({ state, dataProcessing }), cookieMaxAge);
  };

  return {
    state: () => current,
    cookieValue,
    messageValue: () => (isUndecided ? undefined : cookieValue()),
    start() {
      if (current) return;
      const remembered = readState();
      // A page that waits for a decision goes on with the one that was made before, and a refusal stays one.
      const isRemembered = remembered && (!initial || initial === 'pending' || remembered !== 'granted');
      if (isRemembered) apply(remembered);
      else if (initial || !navigator.globalPrivacyControl || gpc === 'ignore')
        apply(isMisspelt ? 'pending' : (initial ?? 'granted'), undefined, !initial);
      else if (gpc === 'ldu') apply('granted', ['LDU', 0, 0]);
      else apply('denied');
    },
    set(state, options) {
      if (!isState(state)) return;
      const { dataProcessingOptions, country, state: region } = options ?? {};
      const dataProcessing: DataProcessing | undefined = dataProcessingOptions
        ? [dataProcessingOptions[0] ?? '', Number(country) || 0, Number(region) || 0]
        : readCookie()?.dataProcessing;
      isRevoked = false;
      if (state !== 'pending') store(state, dataProcessing);
      apply(state, dataProcessing);
    },
    setByPixel(isGranted) {
      const cookie = readCookie();
      const dataProcessing = limits ?? cookie?.dataProcessing;
      isRevoked = !isGranted;
      const isChanged = isGranted ? isPaused || cookie?.state === 'pending' : (current ?? cookie?.state) === 'granted';
      if (!isChanged) return;
      // The server's own events wait as well.
      store(isGranted ? 'granted' : 'pending', dataProcessing);
      if (isGranted || current) apply('granted', dataProcessing);
    },
    isOpen() {
      const remembered = readState();
      const isDenied = remembered === 'denied' && current !== 'denied';
      if (isDenied || (remembered === 'pending' && current === 'granted')) apply(remembered);
      return current === 'granted' && !document.prerendering;
    },
  };
}
