import { type ConsentState, type DataProcessing, formatConsent, parseConsent } from '@twinbeam/shared';
import type { CookieJar } from '../identity/cookie-jar.js';
import { warn } from '../page/warn.js';
import type { ConsentOptions } from './api.js';

/** The visitor's decision, and what it allows. */
export interface ConsentGate {
  /** Returns the decision; undefined before `start`, unless the page has set one. */
  state(): ConsentState | undefined;
  /** Returns the decision and Limited Data Use in the cookie's format, such as `granted.LDU.1.1000`. */
  cookieValue(): string;
  /** Returns what a message's context says of consent: the cookie's value, or the limits where nobody has decided. */
  messageContext(): { consent: string } | { dataProcessingOptions: DataProcessing | undefined };
  /** Applies the options and the cookie, unless the page has already set a decision. */
  start(): void;
  /** Applies the page's decision and writes it to the cookie. Anything but a state is ignored, with a warning. */
  set(state: ConsentState, options?: ConsentOptions): void;
  /**
   * Applies the page's own `fbq('consent', …)`: a `revoke` turns `granted` into `pending`, and a `grant` reverts only
   * that.
   */
  setByPixel(isGranted: boolean): void;
  /** Applies a withdrawal that another tab has written to the cookie, and returns whether events may be sent now. */
  isOpen(): boolean;
}

/** The effect of Global Privacy Control for a visitor who has not decided. */
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
  /** Called after each decision, even if it changes nothing. */
  onChange(state: ConsentState): void;
}

/** 180 days, in seconds. */
const cookieMaxAge = 180 * 24 * 60 * 60;

/** Returns whether a value is a consent state, and warns if not. */
function isState(state: ConsentState): boolean {
  const isKnown = /^(granted|denied|pending)$/.test(state);
  if (!isKnown) warn('twinbeam: consent is granted, denied or pending');
  return isKnown;
}

/** Creates the gate at which events wait for consent. */
export function createConsentGate({
  document,
  navigator,
  cookies,
  consentCookie,
  initial,
  gpc,
  onChange,
}: ConsentGateParts): ConsentGate {
  // A misspelt option may mean a refusal, so events wait, even if an earlier page had consent.
  const isMisspelt = initial && !isState(initial);
  let current: ConsentState | undefined;
  let limits: DataProcessing | undefined;
  /** The page's own call of the Pixel has revoked consent. */
  let isRevoked = false;
  /** Whether neither the visitor nor the page has decided: a server that requires a decision takes no events then. */
  let isUndecided = false;
  /** Consent is granted, apart from that revocation. */
  let isPaused = false;

  const readCookie = (all?: string) => parseConsent(cookies.read(consentCookie, all));
  const readState = () => {
    const all = cookies.readAll();
    // If both the host and the domain have a cookie, a refusal takes precedence.
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
    // A server may have set the cookie for the host only, where it would be read before ours.
    cookies.remove(consentCookie);
    cookies.write(consentCookie, formatConsent({ state, dataProcessing }), cookieMaxAge);
  };

  return {
    state: () => current,
    cookieValue,
    messageContext: () => (isUndecided ? { dataProcessingOptions: limits } : { consent: cookieValue() }),
    start() {
      if (current) return;
      const remembered = readState();
      // A page whose option is `pending` takes the earlier decision, and an earlier refusal is never overruled.
      const isRemembered = remembered && (!initial || initial === 'pending' || remembered !== 'granted');
      if (isRemembered) apply(remembered);
      else if (initial || !navigator.globalPrivacyControl || gpc === 'ignore')
        apply(isMisspelt ? 'pending' : (initial ?? 'granted'), undefined, !initial);
      else if (gpc === 'ldu') apply('granted', ['LDU', 0, 0], true);
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
      // Stored so that the server holds back its own events too.
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
