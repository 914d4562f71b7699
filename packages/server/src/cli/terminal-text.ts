/**
 * Makes a text safe for a terminal: control characters and characters that reorder text are escaped as in JSON; line
 * breaks and tabs are kept. Event names come from strangers.
 */
export const toTerminalText = (text: string): string => text.replace(/[^\P{C}\n\t]|[\u2028\u2029]/gu, toEscapes);

const toEscapes = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
