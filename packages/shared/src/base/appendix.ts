/**
 * A value with the appendix that Meta's Parameter Builder adds to it.
 *
 * @example
 * const { value }: AppendedValue = { value: '8.8.8.8', appendix: 'AQYCAQMC' };
 */
export interface AppendedValue {
  /** The value without the appendix. */
  value: string;
  /** The code for the library and its version. */
  appendix: string;
}

/**
 * Pattern of an appendix: two letters that name a library and its language, or since version 1.2 eight characters. It
 * stands behind the values of `_fbp` and `_fbc` too.
 */
export const appendixForm = 'A[Qgw]|B[AQg]|[\\w-]{8}';

const appendixPattern = /*#__PURE__*/ new RegExp(`^(.+)\\.(${appendixForm})$`);

/**
 * Parses a value in the format of Meta's Parameter Builder: `<SHA-256>.<appendix>`, or an IP address with the appendix.
 * Meta accepts such a value unchanged. Returns undefined for a value without an appendix.
 * https://github.com/facebook/capi-param-builder
 *
 * @example
 * parseAppendix('8.8.8.8.AQYCAQMC'); // { value: '8.8.8.8', appendix: 'AQYCAQMC' }
 */
export function parseAppendix(text: string): AppendedValue | undefined {
  const [, value, appendix] = appendixPattern.exec(text) ?? [];
  return value !== undefined && appendix !== undefined ? { value, appendix } : undefined;
}
