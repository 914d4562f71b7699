import {
  eventIdPaths,
  isPlaceholder,
  maxNameLength,
  orderIdNames,
  type PlaceholderKind,
  readEventIds,
  warning,
} from '@twinbeam/shared';
import type { Mapping } from './mapping.js';

/**
 * Warns of ids of an event or order whose text stands for no value, and of event ids that are too long. Both legs
 * ignore them.
 */
export function reportPlaceholderIds({ message, properties, identified, report }: Mapping): void {
  const check = (value: unknown, field: string, kind: PlaceholderKind) => {
    if (isPlaceholder(value, kind)) report(warning('placeholder-value', field));
    else if (kind === 'id' && typeof value === 'string' && value.trim().length > maxNameLength) {
      report(warning('text-too-long', field));
    }
  };
  const eventIds = readEventIds(message, properties);
  eventIdPaths.forEach((path, index) => {
    check(eventIds[index], path, 'id');
  });
  if (identified.rule === 'none') return;
  for (const name of orderIdNames) check(properties[name], `properties.${name}`, 'orderId');
}
