import { isPresent, optOutPaths, readOptOuts, toBoolean, warning } from '@twinbeam/shared';
import type { Mapping } from './mapping.js';
import type { ServerEvent } from './server-event.js';

/** Reads `opt_out` of a message. */
export function readOptOut({ message, properties, report }: Mapping): Pick<ServerEvent, 'opt_out'> {
  const values = readOptOuts(message, properties);
  const index = values.findIndex(isPresent);
  const path = optOutPaths[index];
  if (path === undefined) return {};
  const optOut = toBoolean(values[index]);
  if (optOut !== undefined) return { opt_out: optOut };
  report(warning('opt-out-unreadable', path));
  return {};
}
