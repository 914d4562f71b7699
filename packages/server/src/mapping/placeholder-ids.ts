import { eventIdPaths, isPlaceholder, maxNameLength, orderIdNames, readEventIds, warning } from '@twinbeam/shared';
import type { Mapping } from './mapping.js';

/**
 * Warns of ids of an event or order whose text stands for no value, and of event ids that are too long. Both legs
 * ignore them.
 */
export function reportPlaceholderIds({ message, properties, identified, report }: Mapping): void {
  const eventIds = readEventIds(message, properties);
  for (const [index, path] of eventIdPaths.entries()) {
    const id = eventIds[index];
    if (isPlaceholder(id, 'id')) report(warning('placeholder-value', path));
    else if (typeof id === 'string' && id.trim().length > maxNameLength) report(warning('text-too-long', path));
  }
  if (identified.rule === 'none') return;
  for (const name of orderIdNames) {
    if (isPlaceholder(properties[name], 'orderId')) report(warning('placeholder-value', `properties.${name}`));
  }
}
