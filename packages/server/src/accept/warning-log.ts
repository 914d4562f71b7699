import type { Logger } from '../monitoring/logger.js';
import { readEventName } from './event-name.js';
import type { SendResult } from './send-result.js';

/** Logs the warnings of events of server code, because few read the results of calls that work. */
export interface WarningLog {
  /** Logs each kind of warning once: a call that is wrong is wrong each time. */
  note(message: unknown, result: SendResult): void;
}

/** Creates the log of an instance. */
export function createWarningLog(logger: Pick<Logger, 'warn'>): WarningLog {
  const logged = new Set<string>();
  return {
    note(message, { status, problems }) {
      if (status !== 'accepted') return;
      for (const { code, field, message: warning } of problems) {
        if (logged.has(code)) continue;
        logged.add(code);
        logger.warn(
          { event: readEventName(message), code, field, warning },
          'accepted with a warning; its kind is logged once',
        );
      }
    },
  };
}
