import { describe, expect, it } from 'vitest';
import { parseCurrency } from './currency.js';

/** The active codes in the table of ISO 4217, without metals, funds and tests. */
const codes =
  'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG'.split(
    ' ',
  );

describe('currencies', () => {
  it('are the active codes of ISO 4217, and no other three letters', () => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const all = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => a + b + c)));
    expect(all.filter((code) => parseCurrency(code))).toEqual(codes);
  });

  it.each([
    ['eur', 'EUR'],
    [' usd ', 'USD'],
    ['\u200bEUR\ufeff', 'EUR'],
    ['EURO', undefined],
    ['', undefined],
    [978, undefined],
    [null, undefined],
  ])('%j is %j', (value, code) => {
    expect(parseCurrency(value)).toBe(code);
  });
});
