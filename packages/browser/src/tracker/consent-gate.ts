import { type Consent, type ConsentState, type DataProcessing, formatConsent } from '@twinbeam/shared';
import type { ConsentOptions } from './api.js';
import type { ConsentCookie } from './consent-cookie.js';
import { type FirstConsent, type GpcRule, isConsentState, selectFirstConsent } from './first-consent.js';

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
  let current: FirstConsent | undefined;
  /** The page's own call of the Pixel has revoked consent. */
  let isRevoked = false;
  /** Consent is granted, apart from that revocation. */
  let isSuspended = false;

  const state = () => current?.state;
  const cookieValue = () => formatConsent(current as Consent);
  const apply = (consent: FirstConsent) => {
    isSuspended = isRevoked && consent.state === 'granted';
    current = isSuspended ? { ...consent, state: 'pending' } : consent;
    onChange(current.state);
  };

  return {
    state,
    cookieValue,
    // A server that requires a decision takes no events without one.
    messageContext: () =>
      current?.isUndecided ? { dataProcessingOptions: current.dataProcessing } : { consent: cookieValue() },
    start() {
      const first = selectFirstConsent(option, cookie.read(), gpc);
      if (!current) apply(first);
    },
    set(newState, options) {
      if (!isConsentState(newState)) return;
      const { dataProcessingOptions, country, state: region } = options ?? {};
      const dataProcessing: DataProcessing | undefined = dataProcessingOptions
        ? [dataProcessingOptions[0] ?? '', Number(country) || 0, Number(region) || 0]
        : cookie.read()?.dataProcessing;
      const consent = { state: newState, dataProcessing };
      isRevoked = false;
      if (newState !== 'pending') cookie.write(consent);
      apply(consent);
    },
    setByPixel(isGranted) {
      const stored = cookie.read();
      const dataProcessing = current?.dataProcessing ?? stored?.dataProcessing;
      isRevoked = !isGranted;
      const isChanged = isGranted
        ? isSuspended || stored?.state === 'pending'
        : (current ?? stored)?.state === 'granted';
      if (!isChanged) return;
      // Stored so that the server holds back its own events too.
      cookie.write({ state: isGranted ? 'granted' : 'pending', dataProcessing });
      if (isGranted || current) apply({ state: 'granted', dataProcessing });
    },
    isOpen() {
      const stored = cookie.read();
      const isWithdrawn =
        (stored?.state === 'denied' && state() !== 'denied') || (stored?.state === 'pending' && state() === 'granted');
      if (stored && isWithdrawn) apply(stored);
      return state() === 'granted' && !document.prerendering;
    },
  };
}
