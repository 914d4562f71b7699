import type { ConsentState } from '@twinbeam/shared';
import { guard } from '../page/guard.js';

/** The parts of a `TCData` object that are read here. */
interface TcData {
  eventStatus?: 'tcloaded' | 'cmpuishown' | 'useractioncomplete';
  gdprApplies?: boolean;
  purpose?: { consents?: Record<string, boolean> };
  /** `2~<providers with consent, separated by dots>~dv.<…>`, by Google's Additional Consent specification; null of some. */
  addtlConsent?: string | null;
}
type TcfApi = (
  command: 'addEventListener',
  version: 2,
  callback: (data: TcData | undefined, success: boolean) => void,
) => void;

/** Purposes and vendors that the visitor must consent to. */
export interface TcfNeeds {
  /** Numbers of purposes: 1 storage, 3 and 4 profiles for advertising and their use, 7 measurement. */
  purposes: string[];
  /** The number of a provider in Google's list. Meta is not a vendor of the framework's own list. */
  provider?: string | undefined;
}

/** Milliseconds between looks whether the platform has come. */
const pollMs = 1_000;

/**
 * Follows a consent platform that speaks version 2 of the Transparency and Consent Framework, whenever it comes: tag managers
 * and optimisers load it after the page.
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
    // The platform calls it whenever it likes, and may not be kept from its own work.
    api('addEventListener', 2, guard(onData));
  };
  listen();
}
