import type { ConsentState } from '@twinbeam/shared';
import { guard } from '../page/guard.js';

/** The fields of a `TCData` object that are read here. */
interface TcData {
  eventStatus?: 'tcloaded' | 'cmpuishown' | 'useractioncomplete';
  gdprApplies?: boolean;
  purpose?: { consents?: Record<string, boolean> };
  /** `2~<providers with consent, separated by dots>~dv.<…>` (Google's Additional Consent); some platforms send null. */
  addtlConsent?: string | null;
}
type TcfApi = (
  command: 'addEventListener',
  version: 2,
  callback: (data: TcData | undefined, success: boolean) => void,
) => void;

/** Purposes and vendors that the visitor must consent to. */
export interface TcfNeeds {
  /** Purpose numbers: 1 storage, 3 and 4 advertising profiles and their use, 7 measurement. */
  purposes: string[];
  /** The number of a provider in Google's list. Meta is not a vendor in the framework's own list. */
  provider?: string | undefined;
}

/** Milliseconds between checks for the consent platform. */
const pollMs = 1_000;

/**
 * Follows a consent platform that implements version 2 of the Transparency and Consent Framework, whenever it loads:
 * tag managers and optimisers load it after the page.
 * https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework
 */
export function followTcf(
  window: Window,
  onDecision: (state: ConsentState) => void,
  { purposes, provider }: TcfNeeds,
): void {
  const toState = ({ eventStatus, gdprApplies, purpose, addtlConsent }: TcData): ConsentState => {
    if (gdprApplies === false) return 'granted';
    if (eventStatus !== 'tcloaded' && eventStatus !== 'useractioncomplete') return 'pending';
    const providers = addtlConsent?.split('~')[1]?.split('.') ?? [];
    const hasPurposes = purposes.every((number) => purpose?.consents?.[number]);
    return hasPurposes && (!provider || providers.includes(provider)) ? 'granted' : 'denied';
  };
  const listen = () => {
    const { __tcfapi: api } = window as Window & { __tcfapi?: TcfApi };
    if (!api) {
      setTimeout(guard(listen), pollMs);
      return;
    }
    const onData = (data: TcData | undefined, success: boolean) => {
      if (success && data) onDecision(toState(data));
    };
    // Guarded, because an error here must not reach the platform, which calls this at any time.
    api('addEventListener', 2, guard(onData));
  };
  listen();
}
