import type { Consent, ConsentState } from '@twinbeam/shared';
import { warn } from '../page/warn.js';

/** The effect of Global Privacy Control (https://w3c.github.io/gpc/) for a visitor who has not decided. */
export type GpcRule = 'deny' | 'ldu' | 'ignore';

/** The consent with which a page starts. */
export interface FirstConsent extends Consent {
  /** Neither the visitor nor the page has decided. */
  isUndecided?: boolean;
}

/** Returns whether a value is a consent state, and warns if not. */
export function isConsentState(state: ConsentState): boolean {
  const isKnown = /^(granted|denied|pending)$/.test(state);
  if (!isKnown) warn('twinbeam: consent is granted, denied or pending');
  return isKnown;
}

/**
 * Selects the consent with which a page starts.
 *
 * @param option the page's option `consent`
 * @param stored the content of the consent cookie
 */
export function selectFirstConsent(
  option: ConsentState | undefined,
  stored: Consent | undefined,
  gpc: GpcRule,
): FirstConsent {
  const isMisspelt = option && !isConsentState(option);
  // A page whose option is `pending` takes the earlier decision, and an earlier refusal is never overruled.
  if (stored && (!option || option === 'pending' || stored.state !== 'granted')) return stored;
  // A misspelt option may mean a refusal, so events wait, even if an earlier page had consent.
  if (option) return { ...stored, state: isMisspelt ? 'pending' : option };
  if (gpc === 'deny') return { state: 'denied' };
  return { state: 'granted', dataProcessing: gpc === 'ldu' ? ['LDU', 0, 0] : undefined, isUndecided: true };
}
