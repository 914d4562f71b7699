import type { Logger } from './logger.js';

/** Limit of texts, which may contain names that a visitor has chosen. */
const maxTexts = 100;

/** Creates a function that logs each warning text only once. */
export function createWarnOnce(logger: Pick<Logger, 'warn'>): (text: string) => void {
  const logged = new Set<string>();
  return (text) => {
    if (logged.has(text) || logged.size >= maxTexts) return;
    logged.add(text);
    logger.warn({}, text);
  };
}
