import { withoutInvisible } from '../value.js';

/**
 * The active codes of ISO 4217, without those for metals, funds and tests: for each first letter the two letters that
 * follow it (`AEDFN` is AED and AFN), which pages load faster. A list of our own rather than the platform's (`Intl`),
 * which differs between browsers: both legs must judge alike.
 */
const codes =
  'AEDFNLLMDNGOARSUDWGZN BAMBDDTGNHDIFMDNDOBRLSDTNWPYNZD CADDFHFLPNYOPRCUPVEZK DJFKKOPZD EGPRNTBUR FJDKP GBPELHSIPMDNFTQYD HKDNLTGUF IDRLSNRQDRRSK JMDODPY KESGSHRMFPWRWWDYDZT LAKBPKRRDSLYD MADDLGAKDMKNTOPRUURVRWKXNYRZN NADGNIOOKPRZD OMR PABENGKHPKRLNYG QAR RONSDUBWF SARBDCRDGEKGDHPLEOSRDSPTNVCYPZL THBJSMTNDOPRYTDWDZS UAHGXSDYUZS VEDESNDUV WST XAFCDCGOFPF YER ZARMWWG';

/**
 * Parses the code of a currency (ISO 4217), in any case; undefined when there is no such currency.
 *
 * @example
 * parseCurrency(' eur '); // 'EUR'
 * parseCurrency('€'); // undefined
 */
export function parseCurrency(value: unknown): string | undefined {
  const code = typeof value === 'string' ? withoutInvisible(value).trim().toUpperCase() : '';
  const isKnown = /^[A-Z]{3}$/.test(code) && new RegExp(`\\b${code[0]}(\\w\\w)*${code.slice(1)}`).test(codes);
  return isKnown ? code : undefined;
}
