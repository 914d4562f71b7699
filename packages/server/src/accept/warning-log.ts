import type { Logger } from '../monitoring/logger.js';
import { mayBePersonal, readEventName } from './event-name.js';
import type { SendResult } from './send-result.js';

/** Logs the warnings of events of server code, because few read the results of calls that work. */
export interface WarningLog {
  /** Logs each warning of a field once: a call that is wrong is wrong each time. */
  note(message: unknown, result: SendResult): void;
}

/** Bound of the warnings that are logged: fields have the names of properties, of which there may be any number. */
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
        // A field has the property's name in it, which a person may have typed.
        const named = mayBePersonal(field) ? {} : { field, warning };
        const data = { event: readEventName(message), code, ...named };
        logger.warn(data, 'accepted with a warning, which is logged once');
      }
    },
  };
}
