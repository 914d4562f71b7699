import { withoutInvisible } from '../base/value.js';

/**
 * The active codes of ISO 4217, without those for metals, funds and tests. A list of our own rather than the platform's
 * (`Intl`), which differs between browsers: both legs must judge alike.
 */
const codes =
  /*#__PURE__*/ 'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG'.split(
    ' ',
  );

/**
 * Parses a currency code (ISO 4217), in any case; returns undefined if there is no such currency.
 *
 * @example
 * parseCurrency(' eur '); // 'EUR'
 * parseCurrency('€'); // undefined
 */
export function parseCurrency(value: unknown): string | undefined {
  const code = typeof value === 'string' ? withoutInvisible(value).trim().toUpperCase() : '';
  return codes.includes(code) ? code : undefined;
}
