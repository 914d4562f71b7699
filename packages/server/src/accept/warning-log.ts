import type { Logger } from '../log/logger.js';
import { mayBePersonal, readEventName } from './event-name.js';
import type { SendResult } from './send-result.js';

/** Logs the warnings about events of server code, because few people read the results of calls that succeed. */
export interface WarningLog {
  /** Logs each warning about a field once, because a wrong call is wrong every time. */
  note(message: unknown, result: SendResult): void;
}

/** Limit of logged warnings: fields are named after properties, of which there may be any number. */
const maxLogged = 50;

/** Creates the log of an instance. */
export function createWarningLog(logger: Pick<Logger, 'warn'>): WarningLog {
  const logged = new Set<string>();
  return {
    note(message, { status, problems }) {
      if (status !== 'accepted') return;
      for (const { code, field, message: warning } of problems) {
        const kind = `${code} ${field}`;
        if (logged.has(kind) || logged.size >= maxLogged) continue;
        logged.add(kind);
        // The field contains the name of a property, which a person may have typed.
        const named = mayBePersonal(field) ? {} : { field, warning };
        const data = { event: readEventName(message), code, ...named };
        logger.warn(data, 'accepted with a warning, which is logged once');
      }
    },
  };
}
