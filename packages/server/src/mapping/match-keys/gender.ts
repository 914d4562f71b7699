import { toPlainText } from './text.js';

const words: Record<string, 'f' | 'm'> = {
  f: 'f',
  female: 'f',
  woman: 'f',
  girl: 'f',
  w: 'f',
  weiblich: 'f',
  m: 'm',
  male: 'm',
  man: 'm',
  boy: 'm',
  männlich: 'm',
};

/** Returns a gender as Meta takes it: `f` or `m`; anything else is left out. */
export function toGenderForm(value: unknown): string | undefined {
  const text = toPlainText(value)?.toLowerCase() ?? '';
  return Object.hasOwn(words, text) ? words[text] : undefined;
}
