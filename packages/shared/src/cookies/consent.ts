/**
 * A visitor's decision: not made yet, granted, or denied.
 *
 * @example
 * const state: ConsentState = 'granted';
 */
export type ConsentState = 'pending' | 'granted' | 'denied';

/**
 * Limited Data Use in the format of `context.dataProcessingOptions`. An empty option means "not limited".
 * https://developers.facebook.com/docs/meta-pixel/implementation/data-processing-options
 *
 * @example
 * const limited: DataProcessing = ['LDU', 1, 1000];
 */
export type DataProcessing = [option: 'LDU' | '', country: number, state: number];

/**
 * The content of a consent cookie: the visitor's decision, and Limited Data Use.
 *
 * @example
 * const consent: Consent = { state: 'granted', dataProcessing: ['LDU', 1, 1000] };
 */
export interface Consent {
  /** The visitor's decision. */
  state: ConsentState;
  /** Limited Data Use; undefined if the cookie does not set it. */
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
 * Parses the value of a consent cookie, with or without quotes: `granted`, `denied` or `pending`, with Limited Data Use
 * `granted.LDU.<country>.<state>`. Returns undefined for an empty value and for anything but a string. A string that
 * cannot be parsed is `pending`, because an unknown decision is not consent.
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
  // The intended limit is unknown, so this is not consent. A refusal stays a refusal.
  if (country === undefined) return { state: state === 'granted' ? 'pending' : state };
  return { state, dataProcessing: [option ? 'LDU' : '', Number(country), Number(region)] };
}
