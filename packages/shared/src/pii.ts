import { listedVerdicts } from './custom-rules.js';
import type { Settings } from './settings.js';

/** Property names that stand for personal data, which Meta must not get in clear; by the last dotted part. */
const personalName =
  /(^|\.)(email|(first|last)_?name|gender|city|country|phone|state|zip|postal_?code|birthday|date_?of_?birth)$/i;

/** Whether a property or query parameter of this name holds personal data. */
export const isPersonalName = (name: string): boolean => personalName.test(name);

const emailPattern = /[^\s@](?:@|%(?:25)*40)[\p{L}\p{N}.-]+\.\p{L}[\p{L}\p{N}-]+/u;

/** Whether a text holds an e-mail address, also as it stands in a URL. */
export const holdsEmail = (text: string): boolean => emailPattern.test(text);

/**
 * What to do with a property: `drop` it, `hash` it, `keep` it as it is because its owner allowed it, or none of these,
 * which means to look at its text for e-mail addresses.
 */
export type PiiVerdict = 'drop' | 'hash' | 'keep' | undefined;

/** Verdicts by the settings, and then by the built-in names. */
export function piiVerdicts(settings: Settings): (key: string, path: string) => PiiVerdict {
  const listed = listedVerdicts(settings);
  return (key, path) =>
    (listed?.size && (listed.get(path.toLowerCase()) ?? listed.get(key.toLowerCase()))) ||
    (personalName.test(key) ? 'drop' : undefined);
}
