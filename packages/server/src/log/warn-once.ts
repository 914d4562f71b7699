import type { Logger } from './logger.js';

/** Creates a function that logs each warning text only once. */
export function createWarnOnce(logger: Pick<Logger, 'warn'>): (text: string) => void {
  const logged = new Set<string>();
  return (text) => {
    if (logged.has(text)) return;
    logged.add(text);
    logger.warn({}, text);
  };
}
