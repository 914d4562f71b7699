import { textOf } from './value.js';

/** What a visitor has said: nothing yet, yes, or no. */
export type ConsentState = 'pending' | 'granted' | 'denied';

/**
 * Limited Data Use as messages carry it in `context.dataProcessingOptions`; without the option it says "not limited".
 * https://developers.facebook.com/docs/meta-pixel/implementation/data-processing-options
 */
export type DataProcessing = [option: 'LDU' | '', country: number, state: number];

/**
 * The state in the value of a consent cookie, however it is quoted; undefined for nothing, and for no text. What is there and cannot be
 * read is `pending`: whoever wrote it meant something, and nobody has said yes.
 */
export const consentStateOf = (value: unknown): ConsentState | undefined =>
  typeof value === 'string' && value
    ? ((/^(?:"|%22)?(granted|denied)(?:\.[\w.]*)?(?:"|%22)?$/i.exec(value)?.[1]?.toLowerCase() as ConsentState) ??
      'pending')
    : undefined;

/**
 * Reads the value of the consent cookie: `granted`, `denied` or `pending`, and with Limited Data Use
 * `granted.LDU.<country>.<state>`. Both are undefined for anything else.
 */
export function parseConsent(value: unknown): [state?: ConsentState | undefined, processing?: DataProcessing] {
  const [, state, option, country, region] =
    /^(granted|denied|pending)(?:\.(LDU)?\.(\d{1,4})\.(\d{1,4}))?$/.exec(textOf(value) ?? '') ?? [];
  return country
    ? [state as ConsentState, [(option as 'LDU') ?? '', Number(country), Number(region)]]
    : [state as ConsentState | undefined];
}
