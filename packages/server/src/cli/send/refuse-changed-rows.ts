import type { ResolvedOptions } from '../../options/resolve-options.js';
import { CommandError } from '../command-error.js';
import type { Checkpoint } from './checkpoint.js';
import { mapRow } from './map-row.js';
import { addEventId } from './send-rows.js';
import type { SourceFile } from './source-file.js';

/**
 * Throws `CommandError` if a file has changed since it was sent and a row has no event id of its own. Such an id is
 * derived from the file, so it would be different now, and the row would count twice.
 */
export async function refuseChangedRows(
  source: SourceFile,
  earlier: Checkpoint,
  { pixels, now }: Pick<ResolvedOptions, 'pixels' | 'now'>,
): Promise<void> {
  const settings = pixels.map((pixel) => pixel.settings);
  for await (const { number, message } of source.readRows(0)) {
    if (!message) continue;
    const withId = addEventId(message, source.fingerprint, number);
    if (withId === message) continue;
    const { events } = mapRow(withId, settings, now());
    if (events.every(({ eventId }) => eventId !== withId['messageId'])) continue;
    throw new CommandError(
      `${source.path} has changed since its first ${earlier.row} rows were stored. Row ${number} has no event id of its own (a column event_id, or the order_id of an order), so it would count twice: send the new rows as a file of their own, or all rows as new events by --restart.`,
    );
  }
}
