/**
 * Decision of a visitor: none yet, yes, or no.
 *
 * @example
 * const state: ConsentState = 'granted';
 */
export type ConsentState = 'pending' | 'granted' | 'denied';

/**
 * Limited Data Use as messages carry it in `context.dataProcessingOptions`; without the option it says "not limited".
 * https://developers.facebook.com/docs/meta-pixel/implementation/data-processing-options
 *
 * @example
 * const limited: DataProcessing = ['LDU', 1, 1000];
 */
export type DataProcessing = [option: 'LDU' | '', country: number, state: number];

/**
 * Content of a consent cookie: the visitor's decision, and how far Meta may use what is sent.
 *
 * @example
 * const consent: Consent = { state: 'granted', dataProcessing: ['LDU', 1, 1000] };
 */
export interface Consent {
  /** The visitor's decision. */
  state: ConsentState;
  /** Undefined where the cookie says nothing of it. */
  dataProcessing?: DataProcessing | undefined;
}

/**
 * Formats a decision as the value of the consent cookie, which `parseConsent` reads.
 *
 * @example
 * formatConsent({ state: 'granted', dataProcessing: ['LDU', 1, 1000] }); // 'granted.LDU.1.1000'
 */
export const formatConsent = ({ state, dataProcessing }: Consent): string =>
  [state, ...(dataProcessing ?? [])].join('.');

/**
 * Reads the value of a consent cookie, however it is quoted: `granted`, `denied` or `pending`, and with Limited Data Use
 * `granted.LDU.<country>.<state>`. Undefined for nothing, and for what is no text. A text that cannot be read is
 * `pending`: the decision in it is unknown, and only a known one is consent.
 *
 * @example
 * parseConsent('granted.LDU.1.1000'); // { state: 'granted', dataProcessing: ['LDU', 1, 1000] }
 */
export function parseConsent(value: unknown): Consent | undefined {
  if (typeof value !== 'string' || !value) return undefined;
  const [, decision, rest] = /^(?:"|%22)?(granted|denied|pending)(\.[\w.]*)?(?:"|%22)?$/i.exec(value) ?? [];
  const state = (decision?.toLowerCase() ?? 'pending') as ConsentState;
  if (rest === undefined) return { state };
  const [, option, country, region] = /^\.(LDU)?\.(\d{1,4})\.(\d{1,4})$/i.exec(rest) ?? [];
  // Nobody knows which limit was meant; a refusal stays one.
  if (country === undefined) return { state: state === 'granted' ? 'pending' : state };
  return { state, dataProcessing: [option ? 'LDU' : '', Number(country), Number(region)] };
}
