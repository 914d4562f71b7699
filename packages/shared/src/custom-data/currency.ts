import { withoutInvisible } from '../value.js';

/**
 * The active codes of ISO 4217, without those for metals, funds and tests: for each first letter the two letters that
 * follow it (`AEDFN` is AED and AFN), which pages load faster. A list of our own rather than the platform's (`Intl`),
 * which differs between browsers: both legs must judge alike.
 */
const codes =
  /*#__PURE__*/ 'AEDFNLLMDNGOARSUDWGZN BAMBDDTGNHDIFMDNDOBRLSDTNWPYNZD CADDFHFLPNYOPRCUPVEZK DJFKKOPZD EGPRNTBUR FJDKP GBPELHSIPMDNFTQYD HKDNLTGUF IDRLSNRQDRRSK JMDODPY KESGSHRMFPWRWWDYDZT LAKBPKRRDSLYD MADDLGAKDMKNTOPRUURVRWKXNYRZN NADGNIOOKPRZD OMR PABENGKHPKRLNYG QAR RONSDUBWF SARBDCRDGEKGDHPLEOSRDSPTNVCYPZL THBJSMTNDOPRYTDWDZS UAHGXSDYUZS VEDESNDUV WST XAFCDCGOFPF YER ZARMWWG'
    .split(' ')
    .flatMap((group) => (group.slice(1).match(/../g) ?? []).map((rest) => group.charAt(0) + rest));

/**
 * Parses the code of a currency (ISO 4217), in any case; undefined when there is no such currency.
 *
 * @example
 * parseCurrency(' eur '); // 'EUR'
 * parseCurrency('€'); // undefined
 */
export function parseCurrency(value: unknown): string | undefined {
  const code = typeof value === 'string' ? withoutInvisible(value).trim().toUpperCase() : '';
  return codes.includes(code) ? code : undefined;
}
