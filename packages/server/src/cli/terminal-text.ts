/**
 * Returns a text as a terminal may print it: characters that control it, or that reorder text, are escaped as in JSON;
 * line breaks and tabs stay. Names of events come from strangers.
 */
export const toTerminalText = (text: string): string => text.replace(/[^\P{C}\n\t]|[\u2028\u2029]/gu, toEscapes);

const toEscapes = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
