import { type ConsentState, type DataProcessing, formatConsent } from '@twinbeam/shared';
import type { ConsentOptions } from './api.js';
import type { ConsentCookie } from './consent-cookie.js';
import { type GpcRule, isConsentState, selectFirstConsent } from './first-consent.js';

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

/** Collaborators of a consent gate. */
export interface ConsentGateParts {
  document: Document & { prerendering?: boolean };
  cookie: ConsentCookie;
  /** The option `consent`. */
  option: ConsentState | undefined;
  /** The effect of the browser's Global Privacy Control; `ignore` if the browser does not send it. */
  gpc: GpcRule;
  /** Called after each decision, even if it changes nothing. */
  onChange(state: ConsentState): void;
}

/** Creates the gate at which events wait for consent. */
export function createConsentGate({ document, cookie, option, gpc, onChange }: ConsentGateParts): ConsentGate {
  let current: ConsentState | undefined;
  let limits: DataProcessing | undefined;
  /** The page's own call of the Pixel has revoked consent. */
  let isRevoked = false;
  /** Consent is granted, apart from that revocation. */
  let isSuspended = false;
  /** Neither the visitor nor the page has decided: a server that requires a decision takes no events then. */
  let isUndecided = false;

  const cookieValue = () => formatConsent({ state: current as ConsentState, dataProcessing: limits });
  const apply = (state: ConsentState, dataProcessing = cookie.read()?.dataProcessing, undecided = false) => {
    isUndecided = undecided;
    isSuspended = isRevoked && state === 'granted';
    current = isSuspended ? 'pending' : state;
    limits = dataProcessing;
    onChange(current);
  };

  return {
    state: () => current,
    cookieValue,
    messageContext: () => (isUndecided ? { dataProcessingOptions: limits } : { consent: cookieValue() }),
    start() {
      const first = selectFirstConsent(option, cookie.read()?.state, gpc);
      if (!current) apply(first.state, first.dataProcessing, first.isUndecided);
    },
    set(state, options) {
      if (!isConsentState(state)) return;
      const { dataProcessingOptions, country, state: region } = options ?? {};
      const dataProcessing: DataProcessing | undefined = dataProcessingOptions
        ? [dataProcessingOptions[0] ?? '', Number(country) || 0, Number(region) || 0]
        : cookie.read()?.dataProcessing;
      isRevoked = false;
      if (state !== 'pending') cookie.write({ state, dataProcessing });
      apply(state, dataProcessing);
    },
    setByPixel(isGranted) {
      const stored = cookie.read();
      const dataProcessing = limits ?? stored?.dataProcessing;
      isRevoked = !isGranted;
      const isChanged = isGranted
        ? isSuspended || stored?.state === 'pending'
        : (current ?? stored?.state) === 'granted';
      if (!isChanged) return;
      // Stored so that the server holds back its own events too.
      cookie.write({ state: isGranted ? 'granted' : 'pending', dataProcessing });
      if (isGranted || current) apply('granted', dataProcessing);
    },
    isOpen() {
      const stored = cookie.read()?.state;
      const isDenied = stored === 'denied' && current !== 'denied';
      if (isDenied || (stored === 'pending' && current === 'granted')) apply(stored);
      return current === 'granted' && !document.prerendering;
    },
  };
}
