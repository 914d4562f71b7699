import type { ConsentState } from '@twinbeam/shared';

/** What a consent platform says, as far as it is read here. */
interface TcData {
  eventStatus?: 'tcloaded' | 'cmpuishown' | 'useractioncomplete';
  gdprApplies?: boolean;
  purpose?: { consents?: Record<string, boolean> };
  /** `2~<providers with consent, by dots>~dv.<…>`: Google's list of providers that are not on the framework's own. */
  addtlConsent?: string;
}
type TcfApi = (
  command: 'addEventListener',
  version: 2,
  callback: (data: TcData | undefined, success: boolean) => void,
) => void;

/** What must be consented to. */
export interface TcfNeeds {
  /** Numbers of purposes: 1 storage, 3 and 4 profiles for advertising and their use, 7 measurement. */
  purposes: string[];
  /** The number of a provider in Google's list; Meta is no vendor of the framework's own list. */
  provider?: string | undefined;
}

/**
 * Follows a consent platform that speaks version 2 of the Transparency and Consent Framework, when the page has it or
 * gets it before it has loaded.
 * https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework
 */
export function followTcf(
  window: Window,
  decide: (state: ConsentState) => void,
  { purposes, provider }: TcfNeeds,
): void {
  const listen = () => {
    const { __tcfapi: api } = window as Window & { __tcfapi?: TcfApi };
    api?.('addEventListener', 2, (data, success) => {
      if (!success || !data) return;
      const { eventStatus, gdprApplies, purpose, addtlConsent = '' } = data;
      if (gdprApplies === false) decide('granted');
      else if (eventStatus === 'tcloaded' || eventStatus === 'useractioncomplete') {
        const providers = addtlConsent.split('~')[1]?.split('.') ?? [];
        const given =
          purposes.every((number) => purpose?.consents?.[number]) && (!provider || providers.includes(provider));
        decide(given ? 'granted' : 'denied');
      } else decide('pending');
    });
    return !!api;
  };
  if (!listen()) window.addEventListener('load', listen);
}
