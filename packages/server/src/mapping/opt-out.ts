import { selectOptOut, toBoolean, warning } from '@twinbeam/shared';
import type { Mapping } from './mapping.js';
import type { ServerEvent } from './server-event.js';

/** Reads `opt_out` of a message. */
export function readOptOut({ message, report }: Mapping): Pick<ServerEvent, 'opt_out'> {
  const selected = selectOptOut(message);
  if (!selected) return {};
  const optOut = toBoolean(selected.given);
  if (optOut !== undefined) return { opt_out: optOut };
  report(warning('opt-out-unreadable', selected.field));
  return {};
}
