/**
 * Returns a text as a terminal may print it: characters that control it, or that reorder text, are escaped; line breaks
 * and tabs stay. Names of events come from strangers.
 */
export const toTerminalText = (text: string): string =>
  text.replace(/[^\P{C}\n\t]|[\u2028\u2029]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });

/** Returns a text without the user names and passwords of its URLs. */
export const hideCredentials = (text: string): string => text.replace(/:\/\/[^\s/?#]*@/g, '://…@');
