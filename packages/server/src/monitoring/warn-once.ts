import type { Logger } from './logger.js';

/** Creates the logging of warnings of which one is enough: each text is logged once. */
export function createWarnOnce(logger: Pick<Logger, 'warn'>): (text: string) => void {
  const logged = new Set<string>();
  return (text) => {
    if (logged.has(text)) return;
    logged.add(text);
    logger.warn({}, text);
  };
}
