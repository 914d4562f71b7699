import { isPlaceholder, type PlaceholderKind, toId, warning } from '@twinbeam/shared';
import type { Report } from './mapping.js';

/** Reads an id, and warns of one whose text stands for no value. */
export function readId(value: unknown, path: string, kind: PlaceholderKind, report: Report): string | undefined {
  const id = toId(value);
  if (id === undefined || !isPlaceholder(id, kind)) return id;
  report(warning('placeholder-value', path));
  return undefined;
}

/** Reads an advertising id. Phones on which tracking is off give an id of zeros. */
export function readAdvertisingId(value: unknown, path: string, report: Report): string | undefined {
  const id = readId(value, path, 'id', report);
  if (!id || !/^[0-]+$/.test(id)) return id;
  report(warning('placeholder-value', path));
  return undefined;
}
